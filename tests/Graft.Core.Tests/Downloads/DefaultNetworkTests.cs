using System.Security.Cryptography;
using Graft.Downloads;
using Graft.Models;
using Graft.Tests;

namespace Graft.Core.Tests.Downloads;

/// <summary>Which network a person gets who names none: with a network, with weights at hand, and with neither.</summary>
public sealed class DefaultNetworkTests : Fetching
{
    private static readonly PretrainedWeights Own = new()
    {
        Name = "OWN",
        Architecture = GraftS.Standard.Name,
        Publisher = Publishers.Graft,
        Address = new("embedded:graft-s.onnx"),
        Preprocessing = GraftS.Standard.Preprocessing,
    };

    private static IReadOnlyList<PretrainedWeights> Preferred => PublishedWeights.Of(DefaultNetwork.Preferred);

    [Fact]
    public async Task Without_a_network_the_one_that_comes_with_Graft_is_taken_and_the_reason_is_kept()
    {
        Unplugged handler = new();
        DefaultNetwork chosen = await ChooseAsync(handler, Own);
        Assert.Equal(Own, chosen.Weights);
        Assert.Equal($"{Preferred[0].FileName} could not be fetched. {Preferred[0].Address}: the name {Preferred[0].Address.Host} is not known here (is there a network?); tried 3 times.", chosen.Missing);
        Assert.Equal(3, handler.Asked);
    }

    [Fact]
    public async Task With_weights_at_hand_nothing_is_asked_of_the_network()
    {
        PretrainedWeights other = Preferred[^1];
        File.WriteAllBytes(Path.Combine(Folder, other.FileName), Bytes);
        Unplugged handler = new();
        Assert.Equal(new(other, null), await ChooseAsync(handler, Own));
        Assert.Equal(0, handler.Asked);
    }

    [Fact]
    public async Task A_network_that_answers_gives_the_preferred_one()
    {
        using LoopbackServer server = new(asked => LoopbackServer.Serve(asked, Bytes));
        PretrainedWeights there = Preferred[0] with { Address = server.At(Preferred[0].FileName), Sha256 = null };
        WeightStore store = new(Folder, new() { Clock = Clock });
        Assert.Equal(new(there, null), await DefaultNetwork.ChooseAsync(store, [there], Own, null, default));
        Assert.Equal(Bytes, File.ReadAllBytes(store.PathOf(there)));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(403)]
    [InlineData(503)]
    public async Task Servers_that_refuse_are_as_no_network(int status)
    {
        using LoopbackServer server = new(_ => new(status, []));
        DefaultNetwork chosen = await ChooseFromAsync(server);
        Assert.Equal(Own, chosen.Weights);
        Assert.Contains($"it answers {status}", chosen.Missing, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_network_that_asks_for_a_login_is_as_none()
    {
        using LoopbackServer server = new(_ => new(200, Bytes, ("Content-Type", "text/html")));
        Assert.Equal(Own, (await ChooseFromAsync(server)).Weights);
    }

    [Fact]
    public async Task Where_the_network_may_not_be_used_nothing_is_asked_of_it()
    {
        using LoopbackServer server = new(asked => LoopbackServer.Serve(asked, Bytes));
        Assert.Equal(Own, (await ChooseFromAsync(server, new() { Offline = true })).Weights);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Another_file_than_the_published_one_is_told_and_not_passed_over()
    {
        using LoopbackServer server = new(asked => LoopbackServer.Serve(asked, MakeBytes(Bytes.Length - 1)));
        await AssertToldAsync(server, "and was thrown away");
        await AssertToldAsync(server, "bytes, but the file has", size: Bytes.Length);
    }

    /// <summary>Though the publisher has it not: a mirror that gives damaged files should be looked at.</summary>
    [Fact]
    public async Task A_damaged_file_of_a_mirror_is_told_too()
    {
        File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(Path.Combine(Folder, "mirror")).FullName, Preferred[0].FileName), MakeBytes(1000));
        using LoopbackServer server = new(_ => new(404, []));
        await AssertToldAsync(server, "and was thrown away", new() { Mirrors = [Path.Combine(Folder, "mirror")] });
        Assert.Equal(Own, (await ChooseFromAsync(server, new() { Mirrors = [Path.Combine(Folder, "none")] })).Weights);
    }

    [Fact]
    public async Task A_full_disk_and_a_folder_that_cannot_be_written_are_told()
    {
        using LoopbackServer server = new(asked => LoopbackServer.Serve(asked, Bytes));
        await AssertToldAsync(server, "but the disk has 1,000 free", new() { FreeSpace = _ => 1000 });
        File.WriteAllText(Path.Combine(Folder, "blocked"), "a file in place of the folder");
        await AssertToldAsync(server, "cannot be written", folder: "blocked/weights");
    }

    [Fact]
    public async Task In_a_build_without_weights_of_its_own_the_fault_is_told()
    {
        DownloadException error = await Assert.ThrowsAsync<DownloadException>(() => ChooseAsync(new(), null));
        Assert.Contains($"Fetch {Preferred[0].Address} on a machine that can", error.Message, StringComparison.Ordinal);
    }

    private Task<DefaultNetwork> ChooseAsync(Unplugged handler, PretrainedWeights? own) =>
        DefaultNetwork.ChooseAsync(new(Folder, new() { Handler = handler, Clock = Clock }), Preferred, own, null, default);

    private async Task AssertToldAsync(LoopbackServer server, string fact, DownloadOptions? options = null, long? size = null, string folder = "store/weights")
    {
        DownloadException error = await Assert.ThrowsAsync<DownloadException>(() => ChooseFromAsync(server, options, size, folder));
        Assert.Contains(fact, error.Message, StringComparison.Ordinal);
        Assert.EndsWith($"Or take the small network that comes with Graft, weights and all: --model {Own.Architecture}.", error.Message, StringComparison.Ordinal);
    }

    private Task<DefaultNetwork> ChooseFromAsync(LoopbackServer server, DownloadOptions? options = null, long? size = null, string folder = "store/weights") => DefaultNetwork.ChooseAsync(
        new(Path.Combine(Folder, folder), (options ?? new()) with { Clock = Clock }),
        [Preferred[0] with { Address = server.At(Preferred[0].FileName), Size = size, Sha256 = Convert.ToHexStringLower(SHA256.HashData(Bytes)) }], Own, null, default);

    /// <summary>A machine without a network: no name is known.</summary>
    private sealed class Unplugged : HttpMessageHandler
    {
        public int Asked { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked++;
            throw new HttpRequestException(HttpRequestError.NameResolutionError, "unplugged");
        }
    }
}
