using Graft.Downloads;
using Graft.Tests;

namespace Graft.Core.Tests.Downloads;

/// <summary>Fetching from servers that do what servers do.</summary>
public sealed class DownloaderTests : Fetching
{
    [Fact]
    public async Task A_file_is_fetched_verified_and_not_fetched_twice()
    {
        using LoopbackServer server = new(asked => LoopbackServer.Serve(asked, Bytes));
        await FetchAsync(FileAt(server.At("a/weights.pth")));
        AssertFetched();
        await FetchAsync(FileAt(server.At("a/weights.pth")));
        Asked only = Assert.Single(server.Requests);
        Assert.Equal(("a/weights.pth", null, "identity"), (only.Path, only.From, only.Headers["Accept-Encoding"]));
        Assert.StartsWith("graft/", only.Headers["User-Agent"], StringComparison.Ordinal);
        Assert.Equal(new DownloadStarted("weights.pth", server.At("a/weights.pth").AbsoluteUri, 0, Bytes.Length), Events[0]);
        Assert.Equal(Bytes.Length, Events.OfType<DownloadProgressed>().Last().Bytes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cut_connection_is_gone_on_with_where_it_broke(bool hashed)
    {
        int cuts = 0;
        using LoopbackServer server = new(asked => LoopbackServer.Serve(asked, Bytes) with { CutAfter = cuts++ < 3 ? 70_000 : null });
        await FetchAsync(FileAt(server.At("f"), hashed));
        AssertFetched();
        Assert.Equal([null, 70_000L, 140_000L, 210_000L], server.Requests.Select(asked => asked.From));
        Assert.All(server.Requests.Skip(1), asked => Assert.Equal("\"v1\"", asked.IfRange));
        Assert.Equal("the connection was cut after 70,000 of 300,001 bytes", Events.OfType<DownloadRetried>().First().Reason);
    }

    [Fact]
    public async Task Another_day_the_rest_is_asked_for()
    {
        using CancellationTokenSource stop = new();
        When = happened => { if (happened is DownloadProgressed { Bytes: 100_000 }) { stop.Cancel(); } };
        using LoopbackServer server = new(asked => LoopbackServer.Serve(asked, Bytes) with { CutAfter = asked.From is null ? 100_000 : null, Then = asked.From is null ? client => client.GetStream().ReadAsync(new byte[1]).AsTask() : null });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FetchAsync(FileAt(server.At("f")), cancel: stop.Token));
        AssertNothing(kept: 100_000);
        await FetchAsync(FileAt(server.At("f")));
        AssertFetched();
        Assert.Equal(100_000, server.Requests.Last().From);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_changed_meanwhile_is_fetched_from_the_beginning(bool hashed)
    {
        int request = 0;
        byte[] old = MakeBytes(Bytes.Length + 7);
        using LoopbackServer server = new(asked => request++ == 0 ? LoopbackServer.Serve(asked, old, "\"v0\"") with { CutAfter = 70_000 } : LoopbackServer.Serve(asked, Bytes));
        await FetchAsync(FileAt(server.At("f"), hashed, sized: false));
        AssertFetched();
        Assert.Equal("\"v0\"", server.Requests.Last().IfRange);
    }

    [Fact]
    public async Task Pieces_of_two_files_are_noticed_and_thrown_away()
    {
        // A server without validators gives the end of another file than that whose beginning came before.
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        File.WriteAllBytes(Partial, MakeBytes(100_000));
        using LoopbackServer server = new(asked => LoopbackServer.Serve(asked, Bytes, etag: null));
        await FetchAsync(FileAt(server.At("f")));
        AssertFetched();
        Assert.Equal([100_000L, null], server.Requests.Select(asked => asked.From));
        Assert.Equal("the pieces do not fit together", Assert.Single(Events.OfType<DownloadRetried>()).Reason);
    }

    [Fact]
    public async Task Without_validator_and_hash_nothing_is_gone_on_with()
    {
        int request = 0;
        using LoopbackServer server = new(asked => LoopbackServer.Serve(asked, Bytes, etag: null) with { CutAfter = request++ == 0 ? 70_000 : null });
        await FetchAsync(FileAt(server.At("f"), hashed: false));
        AssertFetched();
        Assert.All(server.Requests, asked => Assert.Null(asked.From));
    }

    [Fact]
    public async Task A_weak_tag_promises_nothing_and_is_not_relied_on()
    {
        int request = 0;
        using LoopbackServer server = new(asked => LoopbackServer.Serve(asked, Bytes, "W/\"v1\"") with { CutAfter = request++ == 0 ? 70_000 : null });
        await FetchAsync(FileAt(server.At("f"), hashed: false));
        AssertFetched();
        Assert.All(server.Requests, asked => Assert.Null(asked.From));
    }

    [Fact]
    public async Task A_date_is_relied_on_where_there_is_no_tag()
    {
        const string Date = "Fri, 03 May 2019 09:30:00 GMT";
        int request = 0;
        using LoopbackServer server = new(asked =>
        {
            Answer served = LoopbackServer.Serve(asked.IfRange == Date ? asked with { Headers = asked.Headers.Where(pair => pair.Key != "If-Range").ToDictionary() } : asked, Bytes, etag: null);
            return served with { CutAfter = request++ == 0 ? 70_000 : null, Headers = [.. served.Headers, ("Last-Modified", Date)] };
        });
        await FetchAsync(FileAt(server.At("f"), hashed: false));
        AssertFetched();
        Assert.Equal((70_000L, Date), (server.Requests.Last().From, server.Requests.Last().IfRange));
    }

    [Fact]
    public async Task A_server_that_ignores_ranges_is_put_up_with()
    {
        int request = 0;
        using LoopbackServer server = new(_ => new(200, Bytes, ("ETag", "\"v1\"")) { CutAfter = request++ == 0 ? 70_000 : null });
        await FetchAsync(FileAt(server.At("f")));
        AssertFetched();
        Assert.Equal(70_000, server.Requests.Last().From);
    }

    [Theory]
    [InlineData("{\"Address\":\"ADDRESS\",\"ETag\":\"no tag\"}")]
    [InlineData("{\"Address\":null}")]
    [InlineData("null")]
    [InlineData("[")]
    public async Task Damaged_notes_on_a_partial_file_do_no_harm(string state)
    {
        using LoopbackServer server = new(asked => LoopbackServer.Serve(asked, Bytes));
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        File.WriteAllBytes(Partial, Bytes[..70_000]);
        File.WriteAllText(Partial + ".json", state.Replace("ADDRESS", server.At("f").AbsoluteUri, StringComparison.Ordinal));
        await FetchAsync(FileAt(server.At("f")));
        AssertFetched();
    }

    [Fact]
    public async Task A_partial_file_that_is_whole_already_is_only_verified()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        File.WriteAllBytes(Partial, Bytes);
        using LoopbackServer server = new(asked => LoopbackServer.Serve(asked, Bytes));
        await FetchAsync(FileAt(server.At("f")));
        AssertFetched();
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_partial_file_longer_than_the_file_is_thrown_away()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        File.WriteAllBytes(Partial, [.. Bytes, 1, 2, 3]);
        using LoopbackServer server = new(asked => LoopbackServer.Serve(asked, Bytes));
        await FetchAsync(FileAt(server.At("f")));
        AssertFetched();
    }

    [Fact]
    public async Task A_length_that_nobody_states_is_found_at_the_end()
    {
        using LoopbackServer server = new(_ => new(200, Bytes) { StatedLength = -1 });
        await FetchAsync(FileAt(server.At("f"), hashed: false, sized: false));
        AssertFetched();
        Assert.All(Events.OfType<DownloadProgressed>(), progressed => Assert.Null(progressed.Total));
    }

    [Fact]
    public async Task Redirections_are_followed_also_to_another_host()
    {
        using LoopbackServer other = new(asked => LoopbackServer.Serve(asked, Bytes));
        using LoopbackServer server = new(asked => asked.Path == "f" ? new(302, [], ("Location", "/g?x=1")) : new(307, [], ("Location", other.At("deep/h").AbsoluteUri)));
        await FetchAsync(FileAt(server.At("f")));
        AssertFetched();
        Assert.Equal(["f", "g?x=1"], server.Requests.Select(asked => asked.Path));
        Assert.Equal("deep/h", Assert.Single(other.Requests).Path);
    }

    [Fact]
    public async Task Busy_servers_are_asked_again_after_the_time_they_name_or_after_ever_longer_ones()
    {
        Queue<Answer> answers = new([new(503, [], ("Retry-After", "7")), new(429, []), new(500, []), new(502, [])]);
        using LoopbackServer server = new(asked => answers.TryDequeue(out Answer? refusal) ? refusal : LoopbackServer.Serve(asked, Bytes));
        await FetchAsync(FileAt(server.At("f")));
        AssertFetched();
        Assert.Equal(TimeSpan.FromSeconds(7), Clock.Waits[0]);
        Assert.InRange(Clock.Waits[1].TotalSeconds, 0.5, 1.5);
        Assert.InRange(Clock.Waits[2].TotalSeconds, 1, 3);
        Assert.InRange(Clock.Waits[3].TotalSeconds, 2, 6);
        Assert.Equal(["it answers 503 ServiceUnavailable", "it answers 429 TooManyRequests", "it answers 500 InternalServerError", "it answers 502 BadGateway"], Events.OfType<DownloadRetried>().Select(retried => retried.Reason));
    }

    [Fact]
    public async Task A_silent_connection_is_given_up_and_gone_on_with()
    {
        When = happened => { if (happened is DownloadProgressed { Bytes: 70_000 }) { Clock.EndSilence(); } };
        using LoopbackServer server = new(asked => LoopbackServer.Serve(asked, Bytes) with { CutAfter = asked.From is null ? 70_000 : null, Then = asked.From is null ? client => client.GetStream().ReadAsync(new byte[1]).AsTask() : null });
        await FetchAsync(FileAt(server.At("f")));
        AssertFetched();
        Assert.Equal([null, 70_000L], server.Requests.Select(asked => asked.From));
        Assert.Equal("no byte came for 30 s", Assert.Single(Events.OfType<DownloadRetried>()).Reason);
    }

    [Fact]
    public async Task An_MD5_is_compared_where_that_is_what_is_stated()
    {
        using LoopbackServer server = new(asked => LoopbackServer.Serve(asked, Bytes));
        string md5 = Convert.ToHexString(System.Security.Cryptography.MD5.HashData(Bytes));
        await FetchAsync(FileAt(server.At("f"), hashed: false) with { Md5 = md5 });
        AssertFetched();
        File.Delete(Target);
        Assert.Contains($"has the MD5 {md5.ToLowerInvariant()}, but 00 is stated", await FailAsync(FileAt(server.At("f"), hashed: false) with { Md5 = "00" }));
        AssertNothing();
    }
}
