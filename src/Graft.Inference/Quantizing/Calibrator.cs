using Graft.Graphs;
using Graft.Imaging;
using Graft.Models;
using Graft.Quantization;

namespace Graft.Inference.Quantizing;

/// <summary>Runs a network over pictures, twice, and looks at the values within it: first at their ends, then at how they are spread between.</summary>
internal sealed class Calibrator
{
    /// <summary>Pictures at once; all values of all of them are in memory.</summary>
    private const int AtOnce = 4;

    private readonly ByteValues values;
    private readonly Preprocessing preprocessing;
    private readonly bool evens;

    /// <param name="evens">Whether channels are brought to one range where that costs nothing.</param>
    public Calibrator(Graph graph, ByteValues values, bool evens)
    {
        (Graph, this.values, this.evens, preprocessing) = (graph, values, evens, graph.Preprocessing ?? Preprocessing.ImageNet);
        Statistics = values.Measured.ToDictionary(value => value, _ => new ValueStatistics(), StringComparer.Ordinal);
    }

    /// <summary>The network that the statistics are of; once it has run, with evened channels.</summary>
    public Graph Graph { get; private set; }

    public Dictionary<string, ValueStatistics> Statistics { get; }

    /// <summary>Pictures that were looked at.</summary>
    public int Pictures { get; private set; }

    /// <param name="measured">Told the pictures done so far, of twice as many as there are.</param>
    /// <exception cref="InferenceException">No picture can be decoded, or a value is no number.</exception>
    public void Run(IReadOnlyList<ImageItem> items, Action<int>? measured, CancellationToken cancellation)
    {
        int done = 0;
        Pass(items, counts: false, Tell, cancellation);
        if (evens && done > 0)
        {
            Even();
        }
        Pass(items, counts: true, Tell, cancellation);
        if (Pictures == 0)
        {
            throw new InferenceException($"none of the {items.Count} pictures to measure ranges on can be decoded. Name others with --data.");
        }

        void Tell(int pictures)
        {
            done += pictures;
            measured?.Invoke(done);
        }
    }

    private void Pass(IReadOnlyList<ImageItem> items, bool counts, Action<int> tell, CancellationToken cancellation)
    {
        string input = Graph.Input.Name;
        string[] inner = [.. values.Measured.Where(value => value != input)];
        using OnnxSession session = new(Graph with { Outputs = [.. inner] }, new() { Prepares = true });
        int[] channels = [.. inner.Select(value => session.Outputs.First(output => output.Name == value).Type.Shape is { Rank: 2 or 4 } shape && shape[1] > 0 ? (int)shape[1] : 0)];
        EvaluationLoader loader = EvaluationLoader.Create(items, new() { Batch = Math.Min(AtOnce, items.Count), Preprocessing = preprocessing, UnreadableFraction = 1 });
        float[] pictures = new float[AtOnce * 3 * preprocessing.Height * preprocessing.Width];
        foreach (Batch batch in loader.Batches(cancellation))
        {
            using (batch)
            {
                batch.NormalizeInto(pictures, preprocessing);
                Memory<float> used = pictures.AsMemory(0, batch.Count * batch.PictureLength);
                session.Run(used, batch.Count, preprocessing.Height, preprocessing.Width);
                if (Statistics.TryGetValue(input, out ValueStatistics? first))
                {
                    Take(first, used.Span, batch.Count, 3, counts);
                }
                Parallel.For(0, inner.Length, new ParallelOptions { MaxDegreeOfParallelism = PhysicalCores.Count }, i => Take(Statistics[inner[i]], session.Last(i), batch.Count, channels[i], counts));
                Pictures += counts ? batch.Count : 0;
                tell(batch.Count);
            }
        }
    }

    private void Even()
    {
        Dictionary<string, double[]> factors = Graph.EvenableValues().Where(value => Statistics.TryGetValue(value, out ValueStatistics? seen) && seen.Largest.Count > 0)
            .ToDictionary(value => value, value => ChannelEqualization.Factors(Statistics[value].Largest), StringComparer.Ordinal);
        Graph = Graph.WithEvenChannels(factors);
        foreach ((string value, double[] channels) in factors)
        {
            Statistics[value].Multiply(channels);
        }
    }

    private static void Take(ValueStatistics statistics, ReadOnlySpan<float> numbers, int pictures, int channels, bool counts)
    {
        if (counts)
        {
            statistics.Count(numbers);
        }
        else
        {
            statistics.Look(numbers, pictures, channels);
        }
    }
}
