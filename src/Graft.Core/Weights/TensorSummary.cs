using System.Numerics;
using System.Runtime.InteropServices;
using Graft.Graphs;

namespace Graft.Weights;

/// <summary>What a glance at a tensor shows. Smallest, largest and mean are those of its finite numbers; null where it has none.</summary>
/// <param name="NonFinite">How many numbers are infinite or not a number.</param>
public sealed record TensorSummary(string Name, ElementType Type, Shape Shape, double? Min, double? Max, double? Mean, long NonFinite);

public static class TensorSummaries
{
    extension(WeightTable tensors)
    {
        /// <summary>Reads every tensor once, one at a time, as the summaries are asked for.</summary>
        public IEnumerable<TensorSummary> Summaries() => tensors.Select(pair => Summarize(pair.Key, pair.Value));
    }

    private static TensorSummary Summarize(string name, Tensor tensor)
    {
        ReadOnlyMemory<byte> bytes = tensor.Bytes;
        TensorSummary summary = tensor.Type switch
        {
            ElementType.Float32 => Of(MemoryMarshal.Cast<byte, float>(bytes.Span)),
            ElementType.Float64 => Of(MemoryMarshal.Cast<byte, double>(bytes.Span)),
            ElementType.Int32 => Of(MemoryMarshal.Cast<byte, int>(bytes.Span)),
            ElementType.UInt32 => Of(MemoryMarshal.Cast<byte, uint>(bytes.Span)),
            ElementType.Int64 => Of(MemoryMarshal.Cast<byte, long>(bytes.Span)),
            ElementType.UInt64 => Of(MemoryMarshal.Cast<byte, ulong>(bytes.Span)),
            _ => Of<float>(tensor.ToFloats()), // narrow types lose nothing
        };
        GC.KeepAlive(bytes);
        return summary;

        TensorSummary Of<T>(ReadOnlySpan<T> numbers) where T : INumber<T>
        {
            (double min, double max, double sum, long finite) = (double.PositiveInfinity, double.NegativeInfinity, 0, 0);
            foreach (T stored in numbers)
            {
                double number = double.CreateTruncating(stored);
                if (double.IsFinite(number))
                {
                    (min, max) = (Math.Min(min, number), Math.Max(max, number));
                    sum += number;
                    finite++;
                }
            }
            return finite == 0 ? new(name, tensor.Type, tensor.Shape, null, null, null, numbers.Length)
                : new(name, tensor.Type, tensor.Shape, min, max, sum / finite, numbers.Length - finite);
        }
    }
}
