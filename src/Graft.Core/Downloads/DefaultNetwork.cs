using Graft.Models;

namespace Graft.Downloads;

/// <summary>The network and the weights that are taken where a person names none.</summary>
/// <param name="Missing">Why the preferred ones could not be had; null where these are the preferred ones.</param>
public sealed record DefaultNetwork(PretrainedWeights Weights, string? Missing)
{
    /// <summary>The architecture whose ImageNet weights are preferred: the best per second of two cores (docs/recipes.md).</summary>
    public const string Preferred = "mobilenet_v2";

    /// <summary>The weights that come with Graft; null in a build without them.</summary>
    public static PretrainedWeights? Embedded => GraftWeights.All.FirstOrDefault();

    /// <summary>The preferred network where weights of it are here or can be fetched; else the one that comes with Graft.</summary>
    /// <exception cref="DownloadException">Neither can be had.</exception>
    public static Task<DefaultNetwork> ChooseAsync(WeightStore store, Action<DownloadEvent>? report = null, CancellationToken cancel = default) =>
        ChooseAsync(store, PublishedWeights.Of(Preferred), Embedded, report, cancel);

    /// <param name="preferred">Any that is here is taken, else the first is fetched.</param>
    /// <param name="own">What is taken where that cannot be had.</param>
    internal static async Task<DefaultNetwork> ChooseAsync(WeightStore store, IReadOnlyList<PretrainedWeights> preferred, PretrainedWeights? own, Action<DownloadEvent>? report, CancellationToken cancel)
    {
        if (preferred.FirstOrDefault(store.Has) is { } here)
        {
            return new(here, null);
        }
        try
        {
            await store.PullAsync(preferred[0], report, cancel).ConfigureAwait(false);
            return new(preferred[0], null);
        }
        catch (DownloadException error) when (own is not null)
        {
            // The second line says how to fetch the file by hand.
            return new(own, error.Message.Split('\n')[0]);
        }
    }
}
