using Graft.Graphs;
using Graft.Imaging;
using Graft.Quantization;

namespace Graft.Inference.Quantizing;

/// <summary>Makes of a network one that computes in 8 bits: batch norms are folded, channels before depthwise convolutions evened, ranges of values measured on pictures, biases corrected for the rounding of weights.</summary>
public static class Quantizer
{
    /// <summary>Pictures of the training set that ranges are measured on, at most.</summary>
    public const int UsualPictures = 200;

    /// <param name="graph">With float weights.</param>
    /// <param name="pictures">Such as the network was trained on; some are taken evenly over all.</param>
    /// <param name="measured">Told the pictures done so far, of twice <see cref="QuantizerOptions.Pictures"/>.</param>
    /// <exception cref="InferenceException">There is no picture that can be decoded, or nothing in the network that can be kept in 8 bits.</exception>
    /// <exception cref="OperationCanceledException">It was asked for.</exception>
    public static QuantizedNetwork Quantize(Graph graph, IReadOnlyList<ImageItem> pictures, QuantizerOptions? options = null, Action<int>? measured = null, CancellationToken cancellation = default)
    {
        options ??= new();
        Graph folded = graph.FoldBatchNorms();
        ByteValues values = ByteValues.Of(folded);
        if (values.Measured.Count == 0 || pictures.Count == 0)
        {
            throw new InferenceException(pictures.Count == 0 ? "there is no picture to measure the ranges of values on. Name labelled pictures with --data, such as those the model was trained on."
                : $"'{graph.Name}' has no convolution or dense layer that can be computed in 8 bits. Export it in 32 bits, or with --fp16.");
        }
        ImageItem[] some = [.. EvenChoice.Of(pictures, Math.Max(1, options.Pictures))];
        Calibrator calibrator = new(folded, values, options.EvensChannels);
        calibrator.Run(some, measured, cancellation);
        QuantizationTable table = values.Table(calibrator.Statistics.ToDictionary(pair => pair.Key, pair => Scale(pair.Value.Range(options.Method)), StringComparer.Ordinal));
        Dictionary<string, double[]> means = new(StringComparer.Ordinal);
        foreach ((string value, ValueStatistics statistics) in calibrator.Statistics)
        {
            if (statistics.Means is { } mean)
            {
                means[value] = mean;
            }
        }
        Graph network = options.CorrectsBiases ? calibrator.Graph.WithCorrectedBiases(table, means) : calibrator.Graph;
        int layers = network.Nodes.Count(node => QuantizedLayer.Of(network, node, table) is not null);
        return new(network, table, layers, calibrator.Pictures);
    }

    private static ByteScale Scale((double Low, double High) range) => ByteScale.Of(range.Low, range.High);
}

/// <summary>How a network is brought to 8 bits.</summary>
public sealed record QuantizerOptions
{
    /// <summary>Pictures that ranges are measured on, at most.</summary>
    public int Pictures { get; init; } = Quantizer.UsualPictures;

    public RangeMethod Method { get; init; } = RangeMethod.Percentile;

    /// <summary>Whether channels are brought to one range where that costs nothing (<see cref="ChannelEqualization"/>).</summary>
    public bool EvensChannels { get; init; } = true;

    /// <summary>Whether biases make up for the rounding of weights.</summary>
    public bool CorrectsBiases { get; init; } = true;
}

/// <summary>A network with what is needed to write it in 8 bits.</summary>
/// <param name="Graph">Batch norms folded, channels evened, biases corrected; weights still in 32 bits.</param>
/// <param name="Table">What its bytes mean.</param>
/// <param name="Layers">Convolutions and dense layers that are computed in integers.</param>
/// <param name="Pictures">Pictures that ranges were measured on.</param>
public sealed record QuantizedNetwork(Graph Graph, QuantizationTable Table, int Layers, int Pictures);
