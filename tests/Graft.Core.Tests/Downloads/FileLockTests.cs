using Graft.Downloads;
using Graft.Tests;

namespace Graft.Core.Tests.Downloads;

/// <summary>One at a time, within a process as between two.</summary>
public sealed class FileLockTests : Fetching
{
    [Fact]
    public async Task The_second_waits_for_the_first_and_uses_its_file()
    {
        int request = 0;
        TaskCompletionSource waiting = new();
        using LoopbackServer server = new(asked =>
        {
            Interlocked.Increment(ref request);
            waiting.Task.Wait(); // the first goes on only once the second is seen to wait
            return LoopbackServer.Serve(asked, Bytes);
        });
        using Downloader one = new(new()), other = new(new());
        Task first = one.FetchAsync(FileAt(server.At("f")), Target);
        while (request == 0)
        {
            await Task.Yield();
        }
        List<DownloadEvent> seen = [];
        await other.FetchAsync(FileAt(server.At("f")), Target, happened =>
        {
            seen.Add(happened);
            waiting.TrySetResult();
        });
        await first;
        AssertFetched();
        Assert.Equal(1, request);
        Assert.IsType<DownloadAwaited>(seen[0]);
        Assert.All(seen.Skip(1), happened => Assert.IsType<DownloadChecking>(happened));
    }

    [Fact]
    public void A_held_lock_cannot_be_taken_and_a_left_one_can()
    {
        string path = Path.Combine(Folder, "x.lock");
        File.WriteAllText(path, "left by a process that was killed");
        using (FileLock? mine = FileLock.TryTake(path))
        {
            Assert.NotNull(mine);
            Assert.Null(FileLock.TryTake(path));
        }
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task Many_never_hold_it_together()
    {
        string path = Path.Combine(Folder, "x.lock");
        int holders = 0, most = 0, times = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int taken = 0; taken < 200;)
            {
                if (FileLock.TryTake(path) is { } mine)
                {
                    most = Math.Max(most, Interlocked.Increment(ref holders));
                    Thread.SpinWait(100);
                    Interlocked.Decrement(ref holders);
                    mine.Dispose();
                    (taken, _) = (taken + 1, Interlocked.Increment(ref times));
                }
            }
        })));
        Assert.Equal((1, 800), (most, times));
    }
}
