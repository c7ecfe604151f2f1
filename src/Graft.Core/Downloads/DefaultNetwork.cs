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

    /// <summary>The preferred network where weights of it are here or can be fetched; where nobody gives them, the one that comes with Graft.</summary>
    /// <exception cref="DownloadException">Neither can be had, or something went wrong that a person should know of rather than get another network.</exception>
    public static Task<DefaultNetwork> ChooseAsync(WeightStore store, Action<DownloadEvent>? report = null, CancellationToken cancel = default) =>
        ChooseAsync(store, PublishedWeights.Of(Preferred), Embedded, report, cancel);

    /// <summary>How to do without a download.</summary>
    public static string OrTake(PretrainedWeights own) => $"Or take the small network that comes with Graft, weights and all: --model {own.Architecture}.";

    /// <param name="preferred">Any that is here is taken, else the first is fetched.</param>
    /// <param name="own">What is taken where nobody gives that.</param>
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
            return error.IsAbsence ? new(own, error.Message.Split('\n')[0]) : throw new DownloadException($"{error.Message}\n{OrTake(own)}", error);
        }
    }
}
