using System.Security.Cryptography;
using Graft.Core.Tests.Runs;
using Graft.Downloads;

namespace Graft.Core.Tests.Downloads;

/// <summary>What the tests of the downloader share: a file of random bytes that a server has, a folder to fetch it into, and a clock that does not keep anybody waiting.</summary>
public abstract class Fetching : IDisposable
{
    private readonly ScratchFolder scratch = new();

    /// <summary>Larger than the blocks that are read at a time, and no multiple of them.</summary>
    protected static byte[] Bytes { get; } = MakeBytes(300_001);

    private protected SkippingClock Clock { get; } = new(new DownloadOptions().StallTimeout);

    private protected List<DownloadEvent> Events { get; } = [];

    /// <summary>What a test does when something happens.</summary>
    private protected Action<DownloadEvent> When { get; set; } = _ => { };

    protected string Target => scratch.At("cache/weights.pth");

    protected string Folder => scratch.Path;

    protected string Partial => Target + ".partial";

    public void Dispose()
    {
        scratch.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static byte[] MakeBytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    protected static RemoteFile FileAt(Uri address, bool hashed = true, bool sized = true) => new()
    {
        Name = "weights.pth",
        Address = address,
        Size = sized ? Bytes.Length : null,
        Sha256 = hashed ? Convert.ToHexStringLower(SHA256.HashData(Bytes))[..8] : null,
    };

    private protected async Task FetchAsync(RemoteFile file, DownloadOptions? options = null, CancellationToken cancel = default)
    {
        using Downloader downloader = new((options ?? new()) with { Clock = Clock });
        await downloader.FetchAsync(file, Target, happened => { Events.Add(happened); When(happened); }, cancel);
    }

    private protected async Task<string> FailAsync(RemoteFile file, DownloadOptions? options = null) =>
        (await Assert.ThrowsAsync<DownloadException>(() => FetchAsync(file, options))).Message;

    /// <summary>The whole file under its name, and nothing else.</summary>
    protected void AssertFetched()
    {
        Assert.Equal(Bytes, File.ReadAllBytes(Target));
        Assert.Equal([Target], Directory.GetFileSystemEntries(Path.GetDirectoryName(Target)!));
    }

    /// <summary>Nothing under the file's name, and nothing else either, or so many bytes for another day.</summary>
    protected void AssertNothing(int kept = 0)
    {
        Assert.False(File.Exists(Target));
        Assert.Equal(kept, File.Exists(Partial) ? File.ReadAllBytes(Partial).Length : 0);
        Assert.Equal(kept > 0, File.Exists(Partial));
        Assert.False(File.Exists(Target + ".lock"));
    }
}
