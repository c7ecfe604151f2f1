using Graft.Imaging;
using Graft.Models;

namespace Graft.Training;

/// <summary>What goes into the trained part of a network at once, and what it should say.</summary>
internal abstract class InputBatch : IDisposable
{
    public abstract int Count { get; }

    /// <summary>The shape of the input, the batch first.</summary>
    public abstract long[] Shape { get; }

    public abstract ReadOnlySpan<SoftTarget> Targets { get; }

    /// <summary>Whether any picture was mixed with another.</summary>
    public virtual bool IsMixed => false;

    /// <summary>Writes the input.</summary>
    /// <param name="into">As many numbers as <see cref="Shape"/> says.</param>
    public abstract void WriteTo(Span<float> into);

    public abstract void Dispose();

    /// <summary>Gives back the memory of all of them.</summary>
    public static void Dispose(IEnumerable<InputBatch> batches)
    {
        foreach (InputBatch batch in batches)
        {
            batch.Dispose();
        }
    }
}

/// <summary>Training pictures, or what a frozen part of the network makes of them, epoch by epoch.</summary>
internal interface IInputSource
{
    int BatchesPerEpoch { get; }

    /// <summary>One line that names the pictures that could not be decoded; null when there are none.</summary>
    string? BadSummary { get; }

    /// <summary>The batches of an epoch from one of them on.</summary>
    IEnumerable<InputBatch> Epoch(int epoch, int fromBatch, CancellationToken cancellation = default);
}

/// <summary>Pictures decoded anew each epoch.</summary>
internal sealed class PictureSource(BatchLoader loader, Preprocessing preprocessing) : IInputSource
{
    public BatchLoader Loader => loader;

    public int BatchesPerEpoch => loader.BatchesPerEpoch;

    public string? BadSummary => loader.BadSummary;

    public IEnumerable<InputBatch> Epoch(int epoch, int fromBatch, CancellationToken cancellation = default) => loader.Epoch(epoch, fromBatch, cancellation).Select(batch => new PictureBatch(batch, preprocessing));

    private sealed class PictureBatch(Batch batch, Preprocessing preprocessing) : InputBatch
    {
        public override int Count => batch.Count;

        public override long[] Shape => [batch.Count, 3, batch.Height, batch.Width];

        public override ReadOnlySpan<SoftTarget> Targets => batch.Targets;

        public override bool IsMixed => batch.IsMixed;

        public override void WriteTo(Span<float> into) => batch.NormalizeInto(into, preprocessing);

        public override void Dispose() => batch.Dispose();
    }
}
