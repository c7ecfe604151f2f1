using Graft.Graphs;
using Graft.Models;

namespace Graft.Onnx.Writing;

/// <summary>Writes what makes of pictures of any size the crop that evaluation sees, in whole numbers: (N, H, W, 3) uint8 → (N, height, width, 3) uint8.</summary>
internal static class PictureGeometry
{
    /// <exception cref="OnnxException">ONNX has no operation for a part of it.</exception>
    public static string Write(NodeChain chain, string pictures, Preprocessing preprocessing)
    {
        Require(preprocessing);
        string shape = chain.Add("Shape", "shape", [pictures]);
        string count = chain.Add("Slice", "count", [shape, chain.Integers("count.start", [0]), chain.Integers("count.end", [1])]);
        string size = chain.Add("Slice", "size", [shape, chain.Integers("size.start", [1]), chain.Integers("size.end", [3])]); // (height, width)
        string crop = chain.Integers("crop", [preprocessing.Height, preprocessing.Width]);
        switch (preprocessing.Policy)
        {
            case ResizePolicy.CentreSquare:
                string side = Shorter(chain, size), start = Half(chain, "square.start", chain.Add("Sub", "square.margin", [size, side]));
                string square = Cut(chain, "square", pictures, start, chain.Add("Add", "square.end", [start, side]));
                return Resize(chain, square, count, crop, preprocessing);
            case ResizePolicy.CentreFraction:
                string edge = Edge(chain, size, preprocessing.Fraction);
                string part = Cut(chain, "part", pictures, edge, chain.Add("Sub", "part.end", [size, edge]));
                return Resize(chain, part, count, crop, preprocessing);
            default:
                string asked = chain.Integers("resize", preprocessing.Policy == ResizePolicy.Stretch ? [preprocessing.Resize, preprocessing.Resize] : [preprocessing.Resize]);
                // The shorter side becomes what is asked for, the longer one is cut to a whole number.
                string target = preprocessing.Policy == ResizePolicy.Stretch ? asked : chain.Add("Div", "target", [chain.Add("Mul", "target.product", [size, asked]), Shorter(chain, size)]);
                string corner = Corner(chain, target, crop);
                return Cut(chain, "cropped", Resize(chain, pictures, count, target, preprocessing), corner, chain.Add("Add", "corner.end", [corner, crop]));
        }
    }

    private static void Require(Preprocessing preprocessing)
    {
        string? fault = preprocessing switch
        {
            { Resampling: Resampling.Area } => "averages areas, for which ONNX has no operation",
            { Policy: ResizePolicy.MisplacedSquare } => "cuts out a misplaced square, as the tutorial of 2018 did",
            { Policy: ResizePolicy.ShorterSide or ResizePolicy.Stretch } when preprocessing.Resize < Math.Max(preprocessing.Height, preprocessing.Width) => $"resizes to {preprocessing.Resize} pixels, less than the crop of {preprocessing.Width}×{preprocessing.Height}",
            _ => null,
        };
        if (fault is not null)
        {
            throw new OnnxException($"the model's preprocessing {fault}, so it cannot resize pictures within the file. Let the file take pictures that are already cropped (--picture-size cropped), or prepare them outside.");
        }
    }

    private static string Shorter(NodeChain chain, string size) => chain.Add("ReduceMin", "shorter", [size, chain.Integers("shorter.axes", [0])], ("keepdims", 1L));

    private static string Half(NodeChain chain, string name, string value) => chain.Add("Div", name, [value, chain.Integers(name + ".two", [2])]);

    /// <summary>Half of what is left over, to the even number where it lies between two, as Python rounds.</summary>
    private static string Corner(NodeChain chain, string target, string crop)
    {
        string two = chain.Integers("two", [2]), over = chain.Add("Sub", "over", [target, crop]), half = chain.Add("Div", "over.half", [over, two]);
        string up = chain.Add("Mul", "over.up", [chain.Add("Mod", "over.odd", [over, two]), chain.Add("Mod", "over.half.odd", [half, two])]);
        return chain.Add("Add", "corner", [half, up]);
    }

    /// <summary>What TensorFlow's central_crop cuts off each end.</summary>
    private static string Edge(NodeChain chain, string size, double fraction)
    {
        const long float64 = 11, int64 = 7;
        string sizes = chain.Add("Cast", "edge.size", [size], ("to", float64));
        string kept = chain.Add("Mul", "edge.kept", [sizes, chain.Constant("edge.fraction", Double(fraction))]);
        string half = chain.Add("Div", "edge.half", [chain.Add("Sub", "edge.off", [sizes, kept]), chain.Constant("edge.two", Double(2))]);
        return chain.Add("Cast", "edge", [half], ("to", int64));

        static Tensor Double(double value) => Tensor.Lazy(ElementType.Float64, [1], () => BitConverter.GetBytes(value));
    }

    private static string Cut(NodeChain chain, string name, string pictures, string start, string end) => chain.Add("Slice", name, [pictures, start, end, chain.Integers(name + ".axes", [1, 2])]);

    private static string Resize(NodeChain chain, string pictures, string count, string target, Preprocessing preprocessing)
    {
        string sizes = chain.Add("Concat", "sizes", [count, target, chain.Integers("channels", [3])], ("axis", 0L));
        // PIL leaves out what lies beyond the edge, and its cubic has the coefficient −1/2.
        (string, object)[] kernel = preprocessing.Resampling == Resampling.Bicubic ? [("mode", "cubic"), ("cubic_coeff_a", -0.5f)] : [("mode", "linear")];
        return chain.Add("Resize", "resized", [pictures, "", "", sizes], [.. kernel, ("coordinate_transformation_mode", "half_pixel"), ("exclude_outside", 1L), ("antialias", 1L)]);
    }
}
