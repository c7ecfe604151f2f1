using System.Numerics;
using System.Numerics.Tensors;
using Graft.Inference;

namespace Graft.Training.Heads;

/// <summary>Feature rows standardised, in an order of their own, and padded to whole vectors; in memory where they fit, otherwise read again block by block.</summary>
internal sealed class StandardRows
{
    /// <summary>Rows that are worked on at once: a few hundred kilobytes, which stay in the core's own cache from the first product to the second.</summary>
    public const int BlockRows = 64;

    /// <summary>Parts that sums are taken in. Fixed, so that a result does not hang on the number of threads.</summary>
    private const int Parts = 16;

    private readonly FeatureRows source;
    private readonly int[] order;
    private readonly float[]? values;

    /// <param name="order">The source's row for each row here.</param>
    /// <param name="mostInMemory">Bytes up to which all rows are held.</param>
    public StandardRows(FeatureRows source, int[] order, long mostInMemory)
    {
        (this.source, this.order) = (source, order);
        Stride = (source.Width + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        bool held = (long)order.Length * Stride * sizeof(float) <= mostInMemory;
        (Mean, InverseDeviation) = Moments();
        if (held)
        {
            values = new float[order.Length * Stride];
            ForEachPart(new(0, order.Length), (_, range) => Fill(range, values.AsSpan(range.Start.Value * Stride)));
        }
    }

    public int Count => order.Length;

    public int Width => source.Width;

    /// <summary>Numbers from one row to the next; those beyond the width are 0.</summary>
    public int Stride { get; }

    public float[] Mean { get; }

    /// <summary>1 / deviation. A feature that hardly varies is divided by a floor instead of its tiny deviation, since a new picture may differ in it a thousandfold.</summary>
    public float[] InverseDeviation { get; }

    /// <summary>Whether all rows are in memory.</summary>
    public bool IsHeld => values is not null;

    /// <summary>The row of the source.</summary>
    public int SourceOf(int row) => order[row];

    /// <summary>Rows, row-major with <see cref="Stride"/>; <paramref name="buffer"/> holds them where they are not in memory.</summary>
    public ReadOnlySpan<float> Block(Range rows, ref float[]? buffer)
    {
        int start = rows.Start.Value, count = rows.End.Value - start;
        if (values is not null)
        {
            return values.AsSpan(start * Stride, count * Stride);
        }
        buffer ??= new float[BlockRows * Stride];
        Fill(rows, buffer);
        return buffer.AsSpan(0, count * Stride);
    }

    /// <summary>Runs over parts of a range on several threads; the same parts whatever their number.</summary>
    /// <param name="work">Given the part's number and its rows.</param>
    public static void ForEachPart(Range rows, Action<int, Range> work)
    {
        int start = rows.Start.Value, count = rows.End.Value - start, parts = PartsOf(count);
        Parallel.For(0, parts, new() { MaxDegreeOfParallelism = PhysicalCores.Count }, part =>
            work(part, new(start + (int)((long)count * part / parts), start + (int)((long)count * (part + 1) / parts))));
    }

    /// <summary>How many parts a number of rows is split into.</summary>
    public static int PartsOf(int rows) => Math.Clamp(rows / BlockRows, 1, Parts);

    /// <summary>The blocks of a range.</summary>
    public static IEnumerable<Range> Blocks(Range rows)
    {
        for (int start = rows.Start.Value; start < rows.End.Value; start += BlockRows)
        {
            yield return new(start, Math.Min(start + BlockRows, rows.End.Value));
        }
    }

    private void Fill(Range rows, Span<float> into)
    {
        for (int row = rows.Start.Value; row < rows.End.Value; row++)
        {
            Span<float> to = into.Slice((row - rows.Start.Value) * Stride, Stride);
            source.Read(order[row], to);
            Span<float> numbers = to[..Width];
            TensorPrimitives.Subtract(numbers, Mean, numbers);
            TensorPrimitives.Multiply(numbers, InverseDeviation, numbers);
            to[Width..].Clear();
        }
    }

    /// <remarks>Differences from the first row are summed, so that a large mean takes no digits from a small deviation.</remarks>
    private (float[] Mean, float[] InverseDeviation) Moments()
    {
        int width = source.Width, parts = PartsOf(order.Length);
        var origin = new float[width];
        source.Read(order[0], origin);
        double[][] sums = new double[parts][], squares = new double[parts][];
        ForEachPart(new(0, order.Length), (part, range) =>
        {
            (double[] sum, double[] square) = (sums[part] = new double[width], squares[part] = new double[width]);
            float[] values = new float[width];
            for (int row = range.Start.Value; row < range.End.Value; row++)
            {
                source.Read(order[row], values);
                for (int i = 0; i < values.Length; i++)
                {
                    double apart = values[i] - origin[i];
                    sum[i] += apart;
                    square[i] += apart * apart;
                }
            }
        });
        double[] mean = [.. Enumerable.Range(0, width).Select(i => sums.Sum(part => part[i]) / order.Length)];
        double[] deviation = [.. Enumerable.Range(0, width).Select(i => Math.Sqrt(Math.Max(0, (squares.Sum(part => part[i]) / order.Length) - (mean[i] * mean[i]))))];
        double floor = Math.Max(1e-6, 0.1 * deviation.Order().ElementAt(width / 2));
        return ([.. mean.Select((value, i) => (float)(value + origin[i]))], [.. deviation.Select(value => (float)(1 / Math.Max(value, floor)))]);
    }
}
