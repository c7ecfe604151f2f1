using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Onnx.Writing;

/// <summary>Writes the operations that move values about; most of their arguments are inputs since opset 13.</summary>
internal static class LayoutWriter
{
    public static void Write(NodeEncoder node, Op op, Shape x)
    {
        switch (op)
        {
            case Flatten flatten: node.Set("axis", flatten.Axis); break;
            case Reshape reshape: node.Input("shape", reshape.Target); break;
            case Transpose transpose: node.Set("perm", transpose.Order); break;
            case Squeeze { DroppedAxes.Count: 0 }: break;
            case Squeeze squeeze: node.Input("axes", squeeze.DroppedAxes); break;
            case Unsqueeze unsqueeze: node.Input("axes", unsqueeze.AddedAxes); break;
            case Concat concat: node.Set("axis", concat.Axis); break;
            case Split split:
                node.Set("axis", split.Axis);
                node.Input("split", split.Sizes);
                break;
            case Slice slice:
                node.Input("starts", slice.Starts);
                node.Input("ends", slice.Ends);
                node.Input("axes", slice.SlicedAxes);
                node.Input("steps", slice.Steps);
                break;
            case Pad { Margins: var margins } pad:
                node.Set("mode", "constant");
                node.Input("pads", [0L, 0, margins.Top, margins.Left, 0, 0, margins.Bottom, margins.Right]);
                node.Input("value", Tensor.Scalar(pad.Value));
                break;
            case Expand expand when node.Node.Inputs.Count > 1:
                node.InputBatchAnd(1, node.Node.Inputs[1], expand.Target.Skip(1).Select(Kept));
                node.Note(BatchNote.Of(node.Node.Inputs[1]));
                break;
            case Expand expand: node.Input("shape", expand.Target.Select(Kept)); break;
            case Resize resize: WriteResize(node, resize, x); break;
            case Gather gather:
                node.Set("axis", gather.Axis);
                node.Input("place", Tensor.Of([], [gather.Place]));
                break;
            case Take take:
                node.Set("axis", take.Axis);
                node.Input("places", take.Places);
                break;
        }
    }

    private static void WriteResize(NodeEncoder node, Resize resize, Shape x)
    {
        node.Set("mode", resize.Interpolation == Interpolation.Nearest ? "nearest" : "linear");
        node.Set("coordinate_transformation_mode", resize.Interpolation switch { Interpolation.Nearest => "asymmetric", Interpolation.Linear => "half_pixel", _ => "align_corners" });
        if (resize.Interpolation == Interpolation.Nearest)
        {
            node.Set("nearest_mode", "floor");
        }
        node.NoInput();
        if (resize.Factors is { } factors)
        {
            node.Input("scales", Tensor.Of([4], [1, 1, factors.Height, factors.Width]));
        }
        else if (resize.Size is { } size)
        {
            node.InputBatchAnd(3, node.Node.Inputs[0], [x[1], size.Height, size.Width]);
        }
    }

    /// <summary>In ONNX's Expand, an axis that is not repeated has the target 1.</summary>
    private static long Kept(long size) => size == -1 ? 1 : size;
}
