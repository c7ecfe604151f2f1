using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Graft.Graphs;
using Graft.Imaging;
using Graft.Models;
using Graft.Recipes;

namespace Graft.Inference;

/// <summary>What one thread of an extraction works with: a decoder, a batch of pictures, its own outputs of the shared session.</summary>
internal sealed class ExtractionLane : IDisposable
{
    /// <summary>Weights of one layer from which on reading them costs more than one picture's arithmetic, in numbers: those of dense layers, and of convolutions that are dense layers, as VGG's fc6.</summary>
    private const long Large = 1 << 22;

    private readonly OnnxSession session;
    private readonly Preprocessing preprocessing;
    private readonly FeatureStores stores;
    private readonly FeatureRequest request;
    private readonly ViewReader reader;
    private readonly byte[] planes;
    private readonly float[] input;
    private readonly byte[] row;
    private readonly (UInt128 Content, ViewSource View)[] slots;
    private int filled;

    public ExtractionLane(OnnxSession shared, Preprocessing preprocessing, FeatureStores stores, FeatureRequest request, int batch)
    {
        (session, this.preprocessing, this.stores, this.request) = (shared.Lane(), preprocessing, stores, request);
        reader = new(preprocessing);
        planes = new byte[reader.ViewLength * Math.Max(1, request.Views)];
        input = GC.AllocateUninitializedArray<float>(batch * reader.ViewLength);
        row = new byte[stores.First.Key.RowBytes];
        slots = new (UInt128, ViewSource)[batch];
    }

    /// <summary>Rows computed so far.</summary>
    public int Rows { get; private set; }

    /// <summary>Pictures that go through a network at once: one, whose values then stay in the core's own cache, unless a layer's weights are so large that each reading of them should serve several.</summary>
    public static int BatchFor(Graph prefix) => prefix.Weights.Any(weight => weight.Value.Shape.Elements >= Large) ? 8 : 1;

    /// <summary>Reads a picture and computes those of its views that no store has yet, now or with the next pictures.</summary>
    /// <exception cref="ImageException">It cannot be decoded; if that is the content's fault it is remembered.</exception>
    public void Add(ExtractionPlan plan, int picture)
    {
        string file = plan.Items[picture].File;
        (long, long)? stamp = PictureIndex.Stamp(file);
        reader.Open(file);
        UInt128 content = reader.Content;
        if (stamp is { } seen)
        {
            stores.Index.Add(file, seen, content);
        }
        plan.Learn(picture, content);
        ViewSource[] views = [.. stores.Views.Where(view => view.Store.Find(content, view.Number) is null)];
        if (views.Length == 0 || stores.First.Find(content, SegmentRecord.Unreadable) is not null)
        {
            return; // the same picture under another name; the plan checks it
        }
        try
        {
            Decode(views);
        }
        catch (ImageException error)
        {
            stores.First.AddUnreadable(content, error.Fact);
            throw;
        }
        for (int i = 0; i < views.Length; i++)
        {
            Put(content, views[i], planes.AsSpan(i * reader.ViewLength, reader.ViewLength));
        }
    }

    /// <summary>Computes what is left of a batch.</summary>
    public void Finish()
    {
        if (filled > 0)
        {
            Compute();
        }
    }

    public void Dispose()
    {
        session.Dispose();
        reader.Dispose();
    }

    private void Decode(ViewSource[] views)
    {
        int random = Array.FindIndex(views, view => view.IsRandom), crops = random < 0 ? views.Length : random;
        if (crops > 0)
        {
            reader.Crop(planes);
        }
        if (crops < views.Length)
        {
            int[] numbers = [.. views[crops..].Select(view => view.Number)];
            reader.Views(request.Augmentation, request.Seed, numbers, planes.AsSpan(crops * reader.ViewLength));
        }
    }

    private void Put(UInt128 content, ViewSource view, ReadOnlySpan<byte> pixels)
    {
        Normalization.Apply(pixels, input.AsSpan(filled * reader.ViewLength), preprocessing.Height * preprocessing.Width, preprocessing);
        slots[filled++] = (content, view);
        if (filled == slots.Length)
        {
            Compute();
        }
    }

    /// <summary>Runs the network, always on a whole batch, so that a row does not hang on how many others there were.</summary>
    private void Compute()
    {
        input.AsSpan(filled * reader.ViewLength).Clear();
        ReadOnlySpan<float> output = session.Run(input, slots.Length, preprocessing.Height, preprocessing.Width);
        int width = stores.First.Key.Width;
        for (int i = 0; i < filled; i++)
        {
            ReadOnlySpan<float> values = output.Slice(i * width, width);
            if (request.Precision == FeaturePrecision.Float16)
            {
                TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<byte, Half>(row.AsSpan()));
            }
            else
            {
                MemoryMarshal.AsBytes(values).CopyTo(row);
            }
            slots[i].View.Store.Add(slots[i].Content, slots[i].View.Number, row);
        }
        Rows += filled;
        filled = 0;
    }
}
