using System.Numerics.Tensors;
using Graft.Graphs;

namespace Graft.Inference;

/// <summary>Heat maps from the last map of features: the rest of the network is run with each place's features a little stronger and a little weaker.</summary>
internal sealed class FeatureMapSource : HeatMapSource
{
    /// <summary>Numbers that go through the rest of the network at once, at most.</summary>
    private const int MostNumbers = 1 << 20;

    private readonly FeatureMap map;
    private readonly OnnxSession prefix, suffix;
    private readonly Shape pictures;
    private readonly float[] features;
    private int classes;

    /// <param name="pictures">The shape of the network's input.</param>
    public FeatureMapSource(FeatureMap map, Shape pictures, OnnxSessionOptions? options)
    {
        (this.map, this.pictures, features) = (map, pictures, new float[map.Axes.Length]);
        prefix = new(map.Split.Prefix, options);
        try
        {
            suffix = new(Rest(map), options);
        }
        catch
        {
            prefix.Dispose();
            throw;
        }
    }

    private FeatureMapSource(FeatureMapSource other)
    {
        (map, pictures, classes, features) = (other.map, other.pictures, other.classes, new float[other.features.Length]);
        (prefix, suffix) = (other.prefix.Lane(), other.suffix.Lane());
    }

    public override HeatMapMethod Method => map.IsAffine ? HeatMapMethod.ClassActivation : HeatMapMethod.Gradient;

    public override int Rows => map.Axes.Rows;

    public override int Columns => map.Axes.Columns;

    /// <summary>The one batch size that the network can run; null for any.</summary>
    private int? FixedBatch => pictures[0] == Shape.Dynamic ? null : (int)pictures[0];

    public override float[] Run(ReadOnlyMemory<float> picture)
    {
        prefix.Run(Repeated(picture, FixedBatch ?? 1), FixedBatch ?? 1, (int)pictures[2], (int)pictures[3])[..features.Length].CopyTo(features);
        float[] rows = new float[(FixedBatch ?? 1) * RowLength];
        Centre().CopyTo(rows, 0);
        ReadOnlySpan<float> logits = suffix.Run(rows, RowShape(FixedBatch ?? 1));
        classes = logits.Length / (FixedBatch ?? 1);
        return logits[..classes].ToArray();
    }

    public override float[][] Evidence(IReadOnlyList<int> labels)
    {
        // A sum of products is followed exactly however far one goes; anything that bends, only near by.
        float step = map.IsAffine ? 1 : 1 / 128f;
        float[] centre = Centre(), around = Around();
        float[][] evidence = [.. labels.Select(_ => new float[map.Axes.Places])];
        int atOnce = FixedBatch ?? Math.Clamp(MostNumbers / RowLength, 2, 256);
        float[] rows = new float[atOnce * RowLength];
        foreach (int[] runs in Enumerable.Range(0, 2 * map.Axes.Places).Chunk(atOnce))
        {
            for (int row = 0; row < runs.Length; row++)
            {
                Fill(rows.AsSpan(row * RowLength, RowLength), centre, around, runs[row] / 2, runs[row] % 2 == 0 ? step : -step);
            }
            int count = FixedBatch ?? runs.Length;
            ReadOnlySpan<float> logits = suffix.Run(rows.AsMemory(0, count * RowLength), RowShape(count));
            for (int row = 0; row < runs.Length; row++)
            {
                for (int at = 0; at < labels.Count; at++)
                {
                    evidence[at][runs[row] / 2] += logits[(row * classes) + labels[at]] / (runs[row] % 2 == 0 ? 2 * step : -2 * step);
                }
            }
        }
        return evidence;
    }

    public override HeatMapSource Lane() => new FeatureMapSource(this);

    public override void Dispose()
    {
        prefix.Dispose();
        suffix.Dispose();
    }

    /// <summary>Numbers that the rest of the network reads for one run.</summary>
    private int RowLength => map.IsPooled ? map.Axes.Channels : features.Length;

    /// <summary>What the rest of the network reads of the picture: the map, or its mean where the rest begins by taking that.</summary>
    private float[] Centre()
    {
        if (!map.IsPooled)
        {
            return features;
        }
        float[] mean = new float[map.Axes.Channels];
        map.Axes.Mean(features, mean);
        return mean;
    }

    /// <summary>What a place is compared with: nothing, which a rectified or normalised map can be; or, for tokens between layers of a transformer, the mean token.</summary>
    private float[] Around()
    {
        float[] around = new float[map.Axes.Channels];
        if (!map.Axes.IsGrid && !map.IsAffine)
        {
            map.Axes.Mean(features, around);
        }
        return around;
    }

    private void Fill(Span<float> row, float[] centre, float[] around, int place, float step)
    {
        float[] here = new float[map.Axes.Channels];
        map.Axes.Read(features, place, here);
        TensorPrimitives.Subtract(here, around, here);
        centre.CopyTo(row);
        if (map.IsPooled)
        {
            TensorPrimitives.MultiplyAdd(here, step / map.Axes.Places, row, row); // the mean has an n-th of the place
        }
        else
        {
            map.Axes.Add(row, place, here, step);
        }
    }

    private Shape RowShape(int rows)
    {
        Shape value = map.Split.Suffix.Input.Type.Shape;
        return map.IsPooled ? [rows, map.Axes.Channels, 1, 1] : [rows, .. value.Skip(1)];
    }

    private static Graph Rest(FeatureMap map) => !map.IsPooled ? map.Split.Suffix
        : map.Split.Suffix with { Inputs = [new(map.Split.Suffix.Input.Name, new(ElementType.Float32, [map.Split.Suffix.Input.Type.Shape[0], map.Axes.Channels, 1, 1]))] };

    /// <summary>A picture as often as a network with a fixed batch wants it.</summary>
    internal static ReadOnlyMemory<float> Repeated(ReadOnlyMemory<float> picture, int times)
    {
        if (times == 1)
        {
            return picture;
        }
        float[] batch = new float[times * picture.Length];
        for (int i = 0; i < times; i++)
        {
            picture.CopyTo(batch.AsMemory(i * picture.Length));
        }
        return batch;
    }
}
