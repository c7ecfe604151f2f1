using Graft.Models;

namespace Graft.Imaging;

/// <summary>Decoded pictures with their labels, in one block of memory that goes back to its loader when the batch is disposed.</summary>
public sealed class Batch : IDisposable
{
    private readonly BlockPool pool;
    private readonly ImageItem[] items;
    private readonly int[] indices;
    private readonly SoftTarget[] targets;
    private byte[]? block;

    internal Batch(BlockPool pool, int index, int capacity)
    {
        this.pool = pool;
        Index = index;
        Count = capacity;
        items = new ImageItem[capacity];
        indices = new int[capacity];
        targets = new SoftTarget[capacity];
        block = pool.Take();
    }

    /// <summary>Which batch of its epoch this is, from 0.</summary>
    public int Index { get; }

    /// <summary>Pictures in the batch.</summary>
    public int Count { get; private set; }

    public int Height => pool.Height;

    public int Width => pool.Width;

    /// <summary>Bytes of one picture: 3 · Height · Width.</summary>
    public int PictureLength => pool.PictureLength;

    /// <summary>(Count, 3, Height, Width) bytes: red, green and blue planes of each picture. Pinned: its address stays the same until the batch is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The batch was disposed, and its memory may hold another one.</exception>
    public Memory<byte> Pixels => Block.AsMemory(0, Count * PictureLength);

    /// <summary>The pictures, in the order of <see cref="Pixels"/>.</summary>
    public ReadOnlySpan<ImageItem> Items => items.AsSpan(0, Count);

    /// <summary>The pictures' positions in the list that the loader was given.</summary>
    public ReadOnlySpan<int> Indices => indices.AsSpan(0, Count);

    /// <summary>What the pictures show, mixing included.</summary>
    public ReadOnlySpan<SoftTarget> Targets => targets.AsSpan(0, Count);

    /// <summary>Whether any picture was mixed with another.</summary>
    public bool IsMixed { get; private set; }

    /// <summary>(3, Height, Width) bytes of one picture.</summary>
    public Span<byte> Picture(int index) => Pixels.Span.Slice(index * PictureLength, PictureLength);

    /// <summary>The pictures' classes, as they were before any mixing.</summary>
    public int[] Labels() => [.. Items.ToArray().Select(item => item.Label)];

    /// <summary>The pixels as a network expects them.</summary>
    /// <param name="into">At least Count · 3 · Height · Width numbers: (Count, 3, Height, Width) float32, planes in the order of <see cref="Preprocessing.Channels"/>.</param>
    public void NormalizeInto(Span<float> into, Preprocessing preprocessing) => Normalization.Apply(Pixels.Span, into, Height * Width, preprocessing);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref block, null) is { } mine)
        {
            pool.Return(mine);
        }
    }

    private byte[] Block => block ?? throw new ObjectDisposedException(nameof(Batch), "its memory went back to the loader; use a batch before disposing of it");

    internal void Put(int slot, ImageItem item, int index)
    {
        items[slot] = item;
        indices[slot] = index;
        targets[slot] = new(item.Label, item.Label, 1);
    }

    internal void Mix(int slot, int partner, float weight)
    {
        targets[slot] = new(items[slot].Label, items[partner].Label, weight);
        IsMixed = true;
    }

    /// <summary>Closes the gaps that pictures left which could not be decoded.</summary>
    internal void Compact()
    {
        int kept = 0;
        for (int slot = 0; slot < items.Length; slot++)
        {
            if (items[slot] is null)
            {
                continue;
            }
            if (kept != slot)
            {
                (items[kept], indices[kept], targets[kept]) = (items[slot], indices[slot], targets[slot]);
                Block.AsSpan(slot * PictureLength, PictureLength).CopyTo(Block.AsSpan(kept * PictureLength));
            }
            kept++;
        }
        Count = kept;
    }
}
