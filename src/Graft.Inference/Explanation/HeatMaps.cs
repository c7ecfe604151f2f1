using System.Numerics.Tensors;
using Graft.Graphs;
using Graft.Models;

namespace Graft.Inference;

/// <summary>Shows where on a picture a network finds what speaks for a class. One thread at a time may use it; <see cref="Lane"/> serves others.</summary>
/// <remarks>
/// The network is cut at the last value that still has places. Most end in the mean over places and one dense layer, so what each place adds to a logit is exact; for the others see <see cref="HeatMapMethod"/>.
/// No gradients are needed: the sum over channels of feature times gradient at a place is the derivative of the logit along that place's features, and a derivative in one direction takes two runs of the network's rest.
/// </remarks>
/// <example><code>
/// using ImageClassifier model = ImageClassifier.Open("model.onnx");
/// using HeatMaps maps = HeatMaps.Of(model);
/// float[] heat = maps.Explain(picture).Maps[0].Heat();
/// </code></example>
public sealed class HeatMaps : IDisposable
{
    private readonly HeatMapSource source;

    private HeatMaps(HeatMapSource source) => this.source = source;

    /// <summary>How the maps of this network are come by.</summary>
    public HeatMapMethod Method => source.Method;

    /// <summary>For an opened model; it need not stay open.</summary>
    /// <exception cref="InferenceException">The network cannot be run.</exception>
    public static HeatMaps Of(ImageClassifier model, OnnxSessionOptions? options = null) => Of(model.Graph, model.Preprocessing, options);

    /// <summary>For a network with pictures of the size that a preprocessing makes.</summary>
    /// <exception cref="InferenceException">The network cannot be run.</exception>
    public static HeatMaps Of(Graph graph, Preprocessing preprocessing, OnnxSessionOptions? options = null)
    {
        Graph logits = graph.ToLogits();
        GraphInput input = logits.Input;
        Graph sized = logits with { Inputs = [new(input.Name, new(ElementType.Float32, [input.Type.Shape[0], 3, preprocessing.Height, preprocessing.Width]))] };
        return new(FeatureMap.Find(sized) is { } map ? new FeatureMapSource(map, sized.Input.Type.Shape, options) : new OcclusionSource(sized, preprocessing, options));
    }

    /// <summary>Explains what a network says of a picture.</summary>
    /// <param name="picture">(3, Height, Width) float32, as the preprocessing makes it.</param>
    /// <param name="labels">The classes to show; none for the likeliest.</param>
    /// <exception cref="InferenceException">The picture or a class does not fit the network.</exception>
    public Explanation Explain(ReadOnlyMemory<float> picture, params IReadOnlyList<int> labels)
    {
        float[] logits = source.Run(picture);
        int[] chosen = labels.Count > 0 ? [.. labels] : [TensorPrimitives.IndexOfMax<float>(logits)];
        foreach (int label in chosen)
        {
            if ((uint)label >= (uint)logits.Length)
            {
                throw new InferenceException($"there is no class {label}: the network tells {logits.Length} classes apart, 0 to {logits.Length - 1}.");
            }
        }
        float[][] evidence = source.Evidence(chosen);
        return new(logits, [.. chosen.Zip(evidence, (label, values) => new HeatMap(label, source.Rows, source.Columns, values, logits[label], Method))]);
    }

    /// <summary>The same for one more thread: weights are shared. It must be disposed of before this.</summary>
    public HeatMaps Lane() => new(source.Lane());

    public void Dispose() => source.Dispose();
}
