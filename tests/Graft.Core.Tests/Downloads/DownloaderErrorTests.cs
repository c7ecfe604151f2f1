using System.Net;
using System.Net.Sockets;
using Graft.Downloads;
using Graft.Tests;

namespace Graft.Core.Tests.Downloads;

/// <summary>What a person is told when a file cannot be had, and that nothing wrong is left under its name.</summary>
public sealed class DownloaderErrorTests : Fetching
{
    [Fact]
    public async Task A_wrong_hash_is_told_and_nothing_is_kept()
    {
        using LoopbackServer server = new(asked => LoopbackServer.Serve(asked, Bytes));
        RemoteFile file = FileAt(server.At("f")) with { Sha256 = "00000000" };
        string message = await FailAsync(file);
        Assert.Matches($"^weights.pth could not be fetched. {file.Address}: what it sent has the SHA-256 [0-9a-f]{{8}}…, but 00000000 is stated, and was thrown away.\nFetch {file.Address} on a machine that can, and put it at ", message);
        Assert.EndsWith($"put it at {Target}; or name a folder or a server that has weights.pth in GRAFT_MIRROR.", message, StringComparison.Ordinal);
        AssertNothing();
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_wrong_file_that_comes_in_pieces_is_fetched_twice_and_no_more()
    {
        using LoopbackServer server = new(asked => LoopbackServer.Serve(asked, Bytes) with { CutAfter = asked.From is null ? 200_000 : null });
        Assert.Contains("what it sent has the SHA-256", await FailAsync(FileAt(server.At("f")) with { Sha256 = "00000000" }));
        Assert.Equal([null, 200_000L, null, 200_000L], server.Requests.Select(asked => asked.From));
        AssertNothing();
    }

    [Theory]
    [InlineData(404, "it answers 404 NotFound")]
    [InlineData(403, "it answers 403 Forbidden")]
    [InlineData(410, "it answers 410 Gone")]
    [InlineData(206, "it answers 206 PartialContent")]
    public async Task A_refusal_is_final(int status, string said)
    {
        using LoopbackServer server = new(_ => new(status, Bytes));
        Assert.Contains($"{server.At("f")}: {said}.\nFetch", await FailAsync(FileAt(server.At("f"))));
        Assert.Single(server.Requests);
        AssertNothing();
    }

    [Fact]
    public async Task A_server_that_stays_ill_is_given_up()
    {
        using LoopbackServer server = new(_ => new(503, []));
        Assert.Contains("it answers 503 ServiceUnavailable; tried 6 times", await FailAsync(FileAt(server.At("f"))));
        Assert.Equal(6, server.Requests.Count);
        AssertNothing();
    }

    [Fact]
    public async Task A_server_that_wants_to_be_left_alone_for_long_is()
    {
        using LoopbackServer server = new(_ => new(429, [], ("Retry-After", "3600")));
        Assert.Contains("it answers 429 TooManyRequests, and the server asks to come back in 60 minutes", await FailAsync(FileAt(server.At("f"))));
        Assert.Empty(Clock.Waits);
    }

    [Fact]
    public async Task A_connection_that_always_breaks_is_given_up_with_what_came_kept()
    {
        using LoopbackServer server = new(asked => LoopbackServer.Serve(asked, Bytes) with { CutAfter = asked.From is null ? 70_000 : 0 });
        Assert.Contains("the connection was cut after 70,000 of 300,001 bytes; tried 6 times", await FailAsync(FileAt(server.At("f"))));
        AssertNothing(kept: 70_000);
    }

    [Theory]
    [InlineData(299_999, "it offers 299,999 bytes, but the file has 300,001")]
    [InlineData(300_005, "it offers 300,005 bytes, but the file has 300,001")]
    public async Task A_wrong_length_is_noticed_before_the_bytes_come(long stated, string said)
    {
        using LoopbackServer server = new(_ => new(200, Bytes) { StatedLength = stated });
        Assert.Contains(said, await FailAsync(FileAt(server.At("f"))));
        AssertNothing();
    }

    [Fact]
    public async Task A_length_stated_too_large_is_a_cut_connection()
    {
        using LoopbackServer server = new(_ => new(200, Bytes) { StatedLength = Bytes.Length + 1 });
        Assert.Contains("the connection was cut after 300,001 of 300,002 bytes; tried 6 times", await FailAsync(FileAt(server.At("f"), sized: false)));
    }

    [Fact]
    public async Task A_stream_without_a_length_ends_at_the_size_of_the_file()
    {
        using LoopbackServer server = new(_ => new(200, [.. Bytes, 0]) { StatedLength = -1 });
        Assert.Contains("it sends more than the 300,001 bytes that the file has", await FailAsync(FileAt(server.At("f"))));
        AssertNothing();
    }

    [Fact]
    public async Task A_page_to_log_in_on_is_not_taken_for_the_file()
    {
        using LoopbackServer server = new(_ => new(200, Bytes, ("Content-Type", "text/html; charset=utf-8")));
        Assert.Contains("it answers with a web page in place of the file (does the network want a login, or has the file moved?).\nFetch", await FailAsync(FileAt(server.At("f"), hashed: false, sized: false)));
        AssertNothing();
    }

    [Theory]
    [InlineData("/f", "it leads from one address to the next more than 10 times")]
    [InlineData("file:///etc/passwd", "it leads to 'file:', but only http and https are followed")]
    [InlineData(null, "it leads elsewhere without saying where")]
    public async Task Redirections_that_lead_nowhere_are_not_followed(string? location, string said)
    {
        using LoopbackServer server = new(_ => location is null ? new(302, []) : new(302, [], ("Location", location)));
        Assert.Contains(said, await FailAsync(FileAt(server.At("f"))));
        AssertNothing();
    }

    [Fact]
    public async Task A_protected_connection_is_not_given_up_for_an_open_one()
    {
        using Redirecting handler = new();
        Assert.Contains("it leads from https to the unprotected http://elsewhere/f, which is not followed", await FailAsync(FileAt(new("https://here/f")), new() { Handler = handler }));
        Assert.Equal(1, handler.Requests);
    }

    [Fact]
    public async Task Nobody_listening_is_told_soon()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        Uri nobody = new($"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}/f");
        taken.Stop();
        Assert.Contains($"no connection to {nobody.Authority} (Connection refused); tried 3 times.\nFetch {nobody} on a machine that can", await FailAsync(FileAt(nobody)));
        Assert.Equal(2, Clock.Waits.Count);
        AssertNothing();
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_asks_for_the_network()
    {
        // .invalid never resolves (RFC 6761), and nothing is asked beyond this machine's resolver.
        Assert.Contains("the name weights.invalid is not known here (is there a network?); tried 3 times", await FailAsync(FileAt(new("http://weights.invalid/f"))));
    }

    [Fact]
    public async Task Another_file_under_the_name_is_neither_used_nor_overwritten()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        File.WriteAllText(Target, "mine");
        using LoopbackServer server = new(asked => LoopbackServer.Serve(asked, Bytes));
        RemoteFile file = FileAt(server.At("f"));
        Assert.Equal($"{Target} is not the file that is published at {file.Address}: it has 4 bytes, but 300,001 are stated. Delete it, and it is fetched anew.", await FailAsync(file));
        Assert.Equal("mine", File.ReadAllText(Target));
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("../up")]
    [InlineData("a\\b")]
    [InlineData("C:x")]
    [InlineData("..")]
    [InlineData("")]
    public void A_name_that_leads_out_of_the_folder_is_refused(string name) => Assert.Throws<ArgumentException>(() => new RemoteFile { Name = name, Address = new("http://h/f") });

    private sealed class Redirecting : HttpMessageHandler
    {
        public int Requests { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.Found) { Headers = { Location = new("http://elsewhere/f") } });
        }
    }
}
