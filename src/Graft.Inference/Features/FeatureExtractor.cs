using Graft.Graphs;
using Graft.Imaging;
using Graft.Recipes;

namespace Graft.Inference;

/// <summary>Runs the frozen part of a network over pictures, once each.</summary>
public static class FeatureExtractor
{
    private const int Batch = 16;

    /// <summary>The features of all pictures, in their order; unreadable ones are left out and named by <paramref name="loader"/>.</summary>
    /// <param name="backbone">A graph from pictures to (N, features), with its preprocessing; see <see cref="Splitting"/>.</param>
    /// <param name="loader">Gives the pictures in batches.</param>
    /// <param name="measured">Told the pictures done so far.</param>
    public static LabelledFeatures Extract(Graph backbone, EvaluationLoader loader, Action<int>? measured = null, CancellationToken cancellation = default)
    {
        using OnnxSession session = new(backbone);
        Models.Preprocessing preprocessing = backbone.Preprocessing ?? throw new InferenceException($"'{backbone.Name}' does not say how its pictures are prepared. Set the graph's Preprocessing.");
        List<int> labels = [];
        List<float> values = new(loader.Count);
        float[] input = [];
        foreach (Batch batch in loader.Batches(cancellation))
        {
            using (batch)
            {
                Array.Resize(ref input, batch.Count * batch.PictureLength);
                batch.NormalizeInto(input, preprocessing);
                values.AddRange(session.Run(input, batch.Count, batch.Height, batch.Width));
                labels.AddRange(batch.Labels());
            }
            measured?.Invoke(labels.Count);
        }
        return new([.. values], labels.Count == 0 ? 0 : values.Count / labels.Count, [.. labels]);
    }

    /// <summary>A loader for <see cref="Extract"/>.</summary>
    public static EvaluationLoader Loader(Graph backbone, IReadOnlyList<ImageItem> items, DataOptions options) =>
        EvaluationLoader.Create(items, new() { Batch = Batch, Threads = options.LoaderThreads, UnreadableFraction = options.UnreadableFraction, Preprocessing = backbone.Preprocessing! });
}
