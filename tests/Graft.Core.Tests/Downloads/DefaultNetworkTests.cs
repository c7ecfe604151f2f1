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

    [Fact]
    public async Task In_a_build_without_weights_of_its_own_the_fault_is_told()
    {
        DownloadException error = await Assert.ThrowsAsync<DownloadException>(() => ChooseAsync(new(), null));
        Assert.Contains($"Fetch {Preferred[0].Address} on a machine that can", error.Message, StringComparison.Ordinal);
    }

    private Task<DefaultNetwork> ChooseAsync(Unplugged handler, PretrainedWeights? own) =>
        DefaultNetwork.ChooseAsync(new(Folder, new() { Handler = handler, Clock = Clock }), Preferred, own, null, default);

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
