using System.Collections.Frozen;

namespace Graft.Quantization;

/// <summary>Which values of a network are kept in 8 bits, and what their bytes mean. Layers that read such a value get weights in 8 bits too.</summary>
public sealed record QuantizationTable(FrozenDictionary<string, ByteScale> Values);

/// <summary>What a byte means: (byte − <paramref name="Zero"/>) · <paramref name="Scale"/>.</summary>
/// <param name="Scale">Above 0.</param>
/// <param name="Zero">The byte that means 0.</param>
public readonly record struct ByteScale(float Scale, byte Zero)
{
    /// <summary>The scale whose bytes reach from one number to another; both ends are moved to hold 0, which is then exact.</summary>
    public static ByteScale Of(double low, double high)
    {
        (low, high) = (Math.Min(low, 0), Math.Max(high, 0));
        float scale = (float)((high - low) / 255);
        // Smaller scales lose digits; so narrow a range is 0 for whatever reads it.
        return float.IsNormal(scale) ? new(scale, (byte)Math.Clamp(Math.Round(-low / scale, MidpointRounding.ToEven), 0, 255)) : new(1, 0);
    }

    public double Low => -Zero * (double)Scale;

    public double High => (255 - Zero) * (double)Scale;
}
