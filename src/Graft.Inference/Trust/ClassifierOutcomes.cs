using Graft.Graphs;
using Graft.Imaging;
using Graft.Models;

namespace Graft.Inference;

/// <summary>Logits and features of labelled pictures, from one run of the network each.</summary>
/// <param name="Features">(pictures, width) row-major; empty where the network does not say which value its features are.</param>
public sealed record ClassifierOutcomes(LabelledLogits Logits, float[] Features)
{
    private const int AtOnce = 16;

    public static ClassifierOutcomes None { get; } = new(new LabelledLogits([], []), []);

    /// <summary>Numbers of a picture's features.</summary>
    public int Width => Logits.Count == 0 ? 0 : Features.Length / Logits.Count;

    public ReadOnlySpan<float> FeaturesOf(int picture) => Features.AsSpan(picture * Width, Width);

    /// <summary>Runs a network over pictures; those that cannot be decoded are left out.</summary>
    /// <param name="threads">Threads that decode; 0 for one per processor.</param>
    /// <exception cref="GraftException">The network cannot be run.</exception>
    public static ClassifierOutcomes Of(Graph graph, IReadOnlyList<ImageItem> items, int threads = 0, CancellationToken cancellation = default)
    {
        if (items.Count == 0)
        {
            return None;
        }
        Preprocessing preprocessing = graph.Preprocessing ?? Preprocessing.ImageNet;
        bool hasFeatures = graph.Features is { } name && graph.Producer(name) is not null && name != graph.Output;
        using OnnxSession session = new(hasFeatures ? graph with { Outputs = [graph.Output, graph.Features!] } : graph);
        EvaluationLoader loader = EvaluationLoader.Create(items, new() { Batch = Math.Min(AtOnce, items.Count), Threads = threads, Preprocessing = preprocessing, UnreadableFraction = 1 });
        float[] pictures = new float[AtOnce * 3 * preprocessing.Height * preprocessing.Width];
        List<float> logits = [], features = [];
        List<int> labels = [];
        foreach (Batch batch in loader.Batches(cancellation))
        {
            using (batch)
            {
                batch.NormalizeInto(pictures, preprocessing);
                logits.AddRange(session.Run(pictures.AsMemory(0, batch.Count * batch.PictureLength), batch.Count, preprocessing.Height, preprocessing.Width));
                features.AddRange(hasFeatures ? session.Last(1) : []);
                labels.AddRange(batch.Items.ToArray().Select(item => item.Label));
            }
        }
        return new(new([.. logits], [.. labels]), [.. features]);
    }
}
