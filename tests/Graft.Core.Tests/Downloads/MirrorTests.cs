using Graft.Downloads;
using Graft.Tests;

namespace Graft.Core.Tests.Downloads;

/// <summary>Other places than the publisher's, and no network at all.</summary>
public sealed class MirrorTests : Fetching
{
    private static readonly Uri Nowhere = new("http://weights.invalid/weights.pth");

    [Fact]
    public async Task A_folder_is_looked_in_first()
    {
        string mirror = Path.Combine(Folder, "mirror");
        Directory.CreateDirectory(mirror);
        File.WriteAllBytes(Path.Combine(mirror, "weights.pth"), Bytes);
        await FetchAsync(FileAt(Nowhere), new() { Mirrors = [mirror], Offline = true });
        AssertFetched();
        Assert.Equal(Path.Combine(mirror, "weights.pth"), Events.OfType<DownloadStarted>().Single().From);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task A_server_is_asked_for_the_name(string end)
    {
        using LoopbackServer mirror = new(asked => LoopbackServer.Serve(asked, Bytes));
        await FetchAsync(FileAt(Nowhere), new() { Mirrors = [$"{mirror.At("models/v1")}{end}"] });
        AssertFetched();
        Assert.Equal("models/v1/weights.pth", Assert.Single(mirror.Requests).Path);
    }

    [Fact]
    public async Task What_a_mirror_lacks_or_has_wrong_comes_from_the_next()
    {
        using LoopbackServer empty = new(_ => new(404, [])), wrong = new(_ => new(200, [.. Bytes.Reverse()])), publisher = new(asked => LoopbackServer.Serve(asked, Bytes));
        await FetchAsync(FileAt(publisher.At("f")), new() { Mirrors = [Path.Combine(Folder, "none"), empty.At("").AbsoluteUri, wrong.At("").AbsoluteUri] });
        AssertFetched();
        Assert.Equal(["there is no such file", "it answers 404 NotFound", "what it sent has the SHA-256"],
            Events.OfType<DownloadSourceFailed>().Select(failed => failed.Reason[(failed.Reason.LastIndexOf(": ", StringComparison.Ordinal) + 2)..]).Select(reason => reason.StartsWith("what", StringComparison.Ordinal) ? reason[..28] : reason));
    }

    [Fact]
    public async Task The_beginning_may_come_from_one_and_the_end_from_another()
    {
        using LoopbackServer mirror = new(asked => LoopbackServer.Serve(asked, Bytes, "\"m\"") with { CutAfter = asked.From is null ? 70_000 : 0 }), publisher = new(asked => LoopbackServer.Serve(asked, Bytes));
        await FetchAsync(FileAt(publisher.At("f")), new() { Mirrors = [mirror.At("").AbsoluteUri] });
        AssertFetched();
        Asked only = Assert.Single(publisher.Requests);
        Assert.Equal((70_000L, null), (only.From, only.IfRange));
    }

    [Fact]
    public async Task Offline_nothing_is_asked_and_the_remedy_is_told()
    {
        using LoopbackServer publisher = new(asked => LoopbackServer.Serve(asked, Bytes));
        RemoteFile file = FileAt(publisher.At("f"));
        Assert.Equal($"weights.pth is not at {Target}, and the network is not used (GRAFT_OFFLINE, --offline).\nFetch {file.Address} on a machine that can, and put it at {Target}; or name a folder or a server that has weights.pth in GRAFT_MIRROR.",
            await FailAsync(file, new() { Offline = true, Mirrors = [publisher.At("").AbsoluteUri, Folder] }));
        Assert.Empty(publisher.Requests);
        AssertNothing();
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        File.WriteAllBytes(Target, Bytes); // put there by hand
        await FetchAsync(file, new() { Offline = true });
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("yes", true)]
    [InlineData("0", false)]
    [InlineData("false", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void The_environment_is_listened_to(string? value, bool offline)
    {
        DownloadOptions options = DownloadOptions.From(name => name == "GRAFT_OFFLINE" ? value : " /a b ;https://m/x/;;", offline: false);
        Assert.Equal(offline, options.Offline);
        Assert.Equal(["/a b", "https://m/x/"], options.Mirrors);
        Assert.True(DownloadOptions.From(_ => value, offline: true).Offline);
    }
}
