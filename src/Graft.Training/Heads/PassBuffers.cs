using System.Numerics.Tensors;
using Graft.Inference;

namespace Graft.Training.Heads;

/// <summary>What passes over rows write to; objectives of one shape that are asked one after another share it.</summary>
/// <param name="gradientBytes">What gradients of parts that wait to be added may take; there is one for each core in any case.</param>
internal sealed class PassBuffers(StandardRows rows, int classes, long gradientBytes = 32 << 20)
{
    private static readonly ParallelOptions Cores = new() { MaxDegreeOfParallelism = PhysicalCores.Count };

    private readonly List<Slot> slots = [];

    /// <summary>Numbers of a point.</summary>
    public int Length { get; } = classes * (rows.Stride + 1);

    /// <summary>Runs over parts on several threads.</summary>
    /// <param name="work">Given the part's number and memory.</param>
    /// <param name="sum">If given, what parts write to their gradients is added to it, always in the order of the parts, so that no bit hangs on the number of threads.</param>
    public void ForEach(int parts, Action<int, Slot> work, float[]? sum = null)
    {
        int most = (int)Math.Min(parts, PhysicalCores.Count * Math.Max(1, gradientBytes / sizeof(float) / Length / PhysicalCores.Count));
        while (slots.Count < most)
        {
            slots.Add(new(new float[StandardRows.BlockRows * classes]));
        }
        for (int start = 0; start < parts; start += most)
        {
            int first = start, count = Math.Min(most, parts - start);
            Parallel.For(0, count, Cores, at =>
            {
                if (sum is not null)
                {
                    slots[at].Gradient ??= new float[Length];
                    Array.Clear(slots[at].Gradient!);
                }
                work(first + at, slots[at]);
            });
            if (sum is not null)
            {
                Add(count, sum);
            }
        }
    }

    private void Add(int count, float[] sum)
    {
        int pieces = Math.Clamp(Length >> 14, 1, PhysicalCores.Count);
        Parallel.For(0, pieces, Cores, piece =>
        {
            int from = (int)((long)Length * piece / pieces), length = (int)((long)Length * (piece + 1) / pieces) - from;
            Span<float> mine = sum.AsSpan(from, length);
            for (int at = 0; at < count; at++)
            {
                TensorPrimitives.Add(mine, slots[at].Gradient.AsSpan(from, length), mine);
            }
        });
    }

    /// <summary>Memory that one thread works with at a time.</summary>
    public sealed class Slot(float[] logits)
    {
        /// <summary>(<see cref="StandardRows.BlockRows"/>, classes)</summary>
        public float[] Logits { get; } = logits;

        /// <summary>A block of rows, where they are not in memory anyway.</summary>
        public float[]? Rows;

        /// <summary>A point; null where none was asked for.</summary>
        public float[]? Gradient { get; set; }
    }
}
