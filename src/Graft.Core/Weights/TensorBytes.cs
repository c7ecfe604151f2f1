using Graft.Graphs;

namespace Graft.Weights;

/// <summary>The bytes that a shape from a file asks for, without trusting the file.</summary>
internal static class TensorBytes
{
    /// <summary>More axes than PyTorch allows.</summary>
    public const int MaxRank = 64;

    /// <summary>Row-major bytes of a tensor.</summary>
    /// <param name="fault">What is wrong with the shape, to end a sentence, when there is no such tensor.</param>
    /// <returns>False for a negative size, too many axes, or more bytes than one tensor may have.</returns>
    public static bool TryCount(ReadOnlySpan<long> sizes, ElementType type, out long bytes, out string fault)
    {
        (bytes, fault) = (type.Size, "");
        if (sizes.Length > MaxRank)
        {
            fault = $"it has {sizes.Length} axes, at most {MaxRank} are allowed";
            return false;
        }
        foreach (long size in sizes)
        {
            if (size < 0)
            {
                fault = $"the size {size} is negative";
                return false;
            }
            Int128 product = (Int128)bytes * size;
            if (product > Array.MaxLength)
            {
                fault = $"it would take more than the {Array.MaxLength} bytes that one tensor may have";
                return false;
            }
            bytes = (long)product;
        }
        return true;
    }
}
