using System.Numerics.Tensors;
using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Inference;

/// <summary>How a map of features of one picture lies in memory.</summary>
/// <param name="Skipped">Tokens before those of places: a class token.</param>
/// <param name="IsGrid">(channels, rows, columns); else (tokens, channels).</param>
internal readonly record struct MapAxes(int Rows, int Columns, int Channels, int Skipped, bool IsGrid)
{
    public int Places => Rows * Columns;

    /// <summary>Numbers of one picture.</summary>
    public int Length => (Places + Skipped) * Channels;

    /// <summary>The axes of a value, judged by its shape and by what reads it; null where it has no places.</summary>
    /// <param name="input">The shape of the network's pictures.</param>
    public static MapAxes? Of(Shape shape, Shape input, IReadOnlyList<Node> readers)
    {
        if (shape.Rank is not (3 or 4) || shape.Skip(1).Any(size => size < 1))
        {
            return null;
        }
        int[] sizes = [.. shape.Skip(1).Select(size => (int)size)];
        if (shape.Rank == 4)
        {
            bool channelsLast = readers is [{ Op: ReduceMean { ReducedAxes: var axes } }] && axes == (ValueList<int>)[1, 2];
            MapAxes found = channelsLast ? new(sizes[0], sizes[1], sizes[2], 0, IsGrid: false) : new(sizes[1], sizes[2], sizes[0], 0, IsGrid: true);
            return found.Places > 1 && found.Channels > 1 ? found : null;
        }
        // Tokens lie as the picture does; its sides and theirs have one ratio.
        foreach (int skipped in new[] { 0, 1 })
        {
            int rows = (int)Math.Round(Math.Sqrt((sizes[0] - skipped) * (double)input[2] / input[3])), columns = rows > 0 ? (sizes[0] - skipped) / rows : 0;
            if (rows * columns == sizes[0] - skipped && rows * input[3] == columns * input[2] && rows * columns > 1)
            {
                return new(rows, columns, sizes[1], skipped, IsGrid: false);
            }
        }
        return null;
    }

    /// <summary>The features of one place.</summary>
    /// <param name="map">Of one picture.</param>
    public void Read(ReadOnlySpan<float> map, int place, Span<float> features)
    {
        if (!IsGrid)
        {
            map.Slice((Skipped + place) * Channels, Channels).CopyTo(features);
            return;
        }
        for (int channel = 0; channel < Channels; channel++)
        {
            features[channel] = map[(channel * Places) + place];
        }
    }

    /// <summary>Adds to the features of one place.</summary>
    public void Add(Span<float> map, int place, ReadOnlySpan<float> features, float factor)
    {
        if (!IsGrid)
        {
            Span<float> at = map.Slice((Skipped + place) * Channels, Channels);
            TensorPrimitives.MultiplyAdd(features, factor, at, at);
            return;
        }
        for (int channel = 0; channel < Channels; channel++)
        {
            map[(channel * Places) + place] += factor * features[channel];
        }
    }

    /// <summary>The mean of all places.</summary>
    public void Mean(ReadOnlySpan<float> map, Span<float> features)
    {
        float[] one = new float[Channels];
        features.Clear();
        for (int place = 0; place < Places; place++)
        {
            Read(map, place, one);
            TensorPrimitives.Add(features, one, features);
        }
        TensorPrimitives.Divide(features, Places, features);
    }
}
