using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Onnx.Reading.Operations;

/// <summary>Pictures at another size, by a size or by factors.</summary>
internal static class Resizing
{
    public static void Resize(NodeImport node)
    {
        ImportedValue x = node.Value(0);
        long[]? axes = node.Longs("axes");
        if (x.Rank != 4 || node.Long("antialias", 0) != 0 || node.Text("keep_aspect_ratio_policy", "stretch") != "stretch" || (axes is not null && !axes.SequenceEqual([2, 3])))
        {
            throw node.Fault($"resizes an input of shape {x.Shape} along {(axes is null ? "all" : string.Join(", ", axes))} axes", "Graft resizes the height and width of (N, channels, height, width), without antialiasing.");
        }
        int first = axes is null ? 2 : 0;
        if (node.Has(3))
        {
            ValueList<Dim> sizes = node.Value(3).Integers ?? [];
            if (sizes.Count != first + 2 || !sizes[first].IsNumber || !sizes[first + 1].IsNumber)
            {
                throw node.Fault("resizes to a size that is known only when the graph runs", "Export the model with a fixed picture size.");
            }
            Size2 size = new(sizes[first].Factor, sizes[first + 1].Factor);
            node.Emit(new Resize(InterpolationOf(node, x.Sizes[2].Size > 0 && x.Sizes[3].Size > 0 && size.Height % x.Sizes[2].Size == 0 && size.Width % x.Sizes[3].Size == 0), size), x);
            return;
        }
        float[] scales = node.Value(2).Constant?.ToFloats() ?? throw node.Fault("takes its scales from a value that is no constant", "Export the model with a fixed picture size.");
        if (scales.Length != first + 2 || scales.Take(first).Any(scale => scale != 1))
        {
            throw node.Fault($"has the scales {string.Join(", ", scales)}", "Graft resizes the height and width of (N, channels, height, width).");
        }
        node.Emit(new Resize(InterpolationOf(node, scales.All(scale => scale >= 1 && scale == MathF.Floor(scale))), null, new ResizeFactors(scales[first], scales[first + 1])), x);
    }

    /// <param name="isWhole">Whether the factors are whole numbers: then rounding from pixel centres picks the same pixel as rounding down from corners.</param>
    private static Interpolation InterpolationOf(NodeImport node, bool isWhole)
    {
        string mode = node.Text("mode", "nearest"), rule = node.Text("coordinate_transformation_mode", "half_pixel"), rounding = node.Text("nearest_mode", "round_prefer_floor");
        return (mode, rule) switch
        {
            ("nearest", "asymmetric") when rounding == "floor" => Interpolation.Nearest,
            ("nearest", "half_pixel" or "pytorch_half_pixel") when isWhole && rounding.StartsWith("round_prefer", StringComparison.Ordinal) => Interpolation.Nearest,
            ("linear", "half_pixel" or "pytorch_half_pixel") => Interpolation.Linear,
            ("linear", "align_corners") => Interpolation.LinearAligned,
            _ => throw node.Fault($"interpolates by '{mode}' with the rules '{rule}' and '{rounding}'", "Graft knows nearest (asymmetric with floor, or whole factors) and linear (half_pixel or align_corners)."),
        };
    }
}
