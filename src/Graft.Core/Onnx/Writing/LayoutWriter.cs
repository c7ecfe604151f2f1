using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Onnx.Writing;

/// <summary>Writes the operations that move values about; most of their arguments are inputs since opset 13.</summary>
internal static class LayoutWriter
{
    public static void Write(NodeEncoder node, Op op)
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
            case Expand expand: node.Input("shape", expand.Target.Select(size => size == Shape.Dynamic ? 1 : size)); break;
            case Gather gather:
                node.Set("axis", gather.Axis);
                node.Input("place", Tensor.Of([], [gather.Place]));
                break;
        }
    }
}
