using Graft.Downloads;
using Graft.Tests;

namespace Graft.Core.Tests.Downloads;

/// <summary>Disks that are full, or closed to us.</summary>
public sealed class DiskTests : Fetching
{
    [Fact]
    public async Task A_disk_that_fills_up_is_told_as_such()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "writes to /dev/full, which is always full");
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        File.CreateSymbolicLink(Partial, "/dev/full");
        using LoopbackServer server = new(asked => LoopbackServer.Serve(asked, Bytes));
        string message = await FailAsync(FileAt(server.At("f")));
        Assert.Equal($"{Partial}: the disk is full. Make room and ask again. GRAFT_CACHE names another folder for what Graft fetches.", message);
        Assert.False(File.Exists(Target));
        Assert.Single(server.Requests); // a full disk does not get better by asking again
    }

    [Fact]
    public async Task Too_little_room_is_noticed_before_the_bytes_come()
    {
        using LoopbackServer server = new(asked => LoopbackServer.Serve(asked, Bytes));
        Assert.Equal($"{Partial} needs 300,001 more bytes, but the disk has 1,000 free. Make room there; GRAFT_CACHE names another folder for what Graft fetches.",
            await FailAsync(FileAt(server.At("f")), new() { FreeSpace = _ => 1000 }));
        AssertNothing();
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        File.WriteAllBytes(Partial, Bytes[..299_500]);
        await FetchAsync(FileAt(server.At("f")), new() { FreeSpace = _ => 1000 });
        AssertFetched();
    }

    [Fact]
    public async Task A_folder_closed_to_us_is_told_as_such()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "needs a user whom file modes bind");
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("needs file modes");
            return;
        }
        string folder = Directory.CreateDirectory(Path.GetDirectoryName(Target)!).FullName;
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using LoopbackServer server = new(asked => LoopbackServer.Serve(asked, Bytes));
        Assert.Contains("cannot be written: ", await FailAsync(FileAt(server.At("f"))));
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public void The_system_says_how_much_room_there_is() => Assert.True(DiskFault.FreeSpace(Folder) > 0);
}
