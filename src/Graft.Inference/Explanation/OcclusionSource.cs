using Graft.Graphs;
using Graft.Models;

namespace Graft.Inference;

/// <summary>Heat maps of any network: the logit with a part of the picture covered in its mean colour, against the logit with the picture whole.</summary>
internal sealed class OcclusionSource(OnnxSession session, Shape pictures) : HeatMapSource
{
    private const int Cells = 8, AtOnce = 8;

    private float[] whole = [], picture = [];

    public OcclusionSource(Graph sized, Preprocessing preprocessing, OnnxSessionOptions? options)
        : this(new(sized, options), [sized.Input.Type.Shape[0], 3, preprocessing.Height, preprocessing.Width])
    {
    }

    public override HeatMapMethod Method => HeatMapMethod.Occlusion;

    public override int Rows => Math.Min(Cells, Height);

    public override int Columns => Math.Min(Cells, Width);

    private int Height => (int)pictures[2];

    private int Width => (int)pictures[3];

    private int Batch => pictures[0] == Shape.Dynamic ? AtOnce : (int)pictures[0];

    public override float[] Run(ReadOnlyMemory<float> picture)
    {
        this.picture = picture.ToArray();
        int times = pictures[0] == Shape.Dynamic ? 1 : Batch;
        ReadOnlySpan<float> logits = session.Run(FeatureMapSource.Repeated(picture, times), times, Height, Width);
        whole = logits[..(logits.Length / times)].ToArray();
        return [.. whole];
    }

    public override float[][] Evidence(IReadOnlyList<int> labels)
    {
        float[][] evidence = [.. labels.Select(_ => new float[Rows * Columns])];
        float[] covered = new float[Batch * picture.Length];
        float[] colour = [.. Enumerable.Range(0, 3).Select(channel => picture.AsSpan(channel * Height * Width, Height * Width).ToArray().Average())];
        foreach (int[] cells in Enumerable.Range(0, Rows * Columns).Chunk(Batch))
        {
            for (int i = 0; i < cells.Length; i++)
            {
                Span<float> copy = covered.AsSpan(i * picture.Length, picture.Length);
                picture.CopyTo(copy);
                Cover(copy, cells[i], colour);
            }
            int count = pictures[0] == Shape.Dynamic ? cells.Length : Batch;
            ReadOnlySpan<float> logits = session.Run(covered.AsMemory(0, count * picture.Length), count, Height, Width);
            for (int i = 0; i < cells.Length; i++)
            {
                for (int at = 0; at < labels.Count; at++)
                {
                    evidence[at][cells[i]] = whole[labels[at]] - logits[(i * whole.Length) + labels[at]];
                }
            }
        }
        return evidence;
    }

    public override HeatMapSource Lane() => new OcclusionSource(session.Lane(), pictures);

    public override void Dispose() => session.Dispose();

    private void Cover(Span<float> planes, int cell, float[] colour)
    {
        (int row, int column) = (cell / Columns, cell % Columns);
        (int top, int bottom, int left, int right) = (row * Height / Rows, (row + 1) * Height / Rows, column * Width / Columns, (column + 1) * Width / Columns);
        for (int channel = 0; channel < 3; channel++)
        {
            for (int y = top; y < bottom; y++)
            {
                planes.Slice((channel * Height * Width) + (y * Width) + left, right - left).Fill(colour[channel]);
            }
        }
    }
}
