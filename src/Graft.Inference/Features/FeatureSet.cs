using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Graft.Graphs;
using Graft.Imaging;
using Graft.Recipes;

namespace Graft.Inference;

/// <summary>The features of pictures, in the order that they were asked for; rows are read from the cache's memory map when they are looked at.</summary>
public sealed class FeatureSet : IDisposable
{
    private readonly (FeatureStore Store, FeaturePlace Place)[] rows;
    private readonly IReadOnlyList<FeatureStore> stores;
    private readonly FeatureCache? own;

    internal FeatureSet(FeatureKey key, int views, IReadOnlyList<int> pictures, (FeatureStore, FeaturePlace)[] rows, BadPictures bad, int computed, IReadOnlyList<FeatureStore> stores, FeatureCache? own)
    {
        (RowShape, Width, Precision, Views, Pictures, Computed) = (key.RowShape, key.Width, key.Precision, views, pictures, computed);
        (this.rows, Bad, BadSummary, this.stores, this.own) = (rows, bad.All, bad.Summary("Left out"), stores, own);
    }

    /// <summary>The shape of one picture's features.</summary>
    public Shape RowShape { get; }

    /// <summary>Numbers in a row.</summary>
    public int Width { get; }

    public FeaturePrecision Precision { get; }

    /// <summary>Views of each picture.</summary>
    public int Views { get; }

    /// <summary>Positions of the pictures that could be decoded, among those asked for, ascending.</summary>
    public IReadOnlyList<int> Pictures { get; }

    /// <summary>Rows that had to be computed, the others being in the cache already.</summary>
    public int Computed { get; }

    /// <summary>The pictures that could not be decoded.</summary>
    public IReadOnlyList<BadPicture> Bad { get; }

    /// <summary>One line that names the pictures that could not be decoded; null when there are none.</summary>
    public string? BadSummary { get; }

    /// <summary>Reads a row; any thread may.</summary>
    /// <param name="picture">Position in <see cref="Pictures"/>.</param>
    /// <param name="into">At least <see cref="Width"/> numbers.</param>
    public void Read(int picture, int view, Span<float> into)
    {
        (FeatureStore store, FeaturePlace place) = rows[(picture * Views) + view];
        ReadOnlySpan<byte> bytes = store.Row(place);
        if (Precision == FeaturePrecision.Float16)
        {
            TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), into);
        }
        else
        {
            MemoryMarshal.Cast<byte, float>(bytes).CopyTo(into);
        }
    }

    public void Dispose()
    {
        foreach (FeatureStore store in stores)
        {
            store.Dispose();
        }
        own?.Dispose();
    }
}
