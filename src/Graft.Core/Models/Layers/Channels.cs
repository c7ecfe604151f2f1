namespace Graft.Models.Layers;

/// <summary>The rule by which MobileNets and EfficientNets round scaled widths.</summary>
internal static class Channels
{
    /// <summary>The nearest multiple of 8, at least 8 and at least nine tenths of the width.</summary>
    public static long Rounded(double width)
    {
        long nearest = Math.Max(8, (long)(width + 4) / 8 * 8);
        return nearest < 0.9 * width ? nearest + 8 : nearest;
    }
}
