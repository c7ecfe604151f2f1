using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Onnx.Reading.Operations;

/// <summary>Convolutions and poolings.</summary>
internal static class Windows
{
    public static void Conv(NodeImport node)
    {
        CheckPicture(node);
        Shape weight = node.Value(1).Shape;
        Size2 kernel = node.Longs("kernel_shape") is { Length: 2 } sides ? new Size2(sides[0], sides[1]) : weight.Rank == 4 ? new Size2(weight[2], weight[3]) : (Size2)0;
        node.Emit(new Conv(Read(node, kernel), node.Long("group", 1)), inputs: 3);
    }

    public static void MaxPool(NodeImport node)
    {
        CheckPicture(node);
        node.Emit(new MaxPool(Read(node, Kernel(node))));
    }

    public static void AveragePool(NodeImport node)
    {
        CheckPicture(node);
        if (Adaptive(node) is { } adaptive)
        {
            node.Emit(adaptive);
            return;
        }
        node.Emit(new AveragePool(Read(node, Kernel(node)), node.Long("count_include_pad", 0) != 0));
    }

    public static void Global(NodeImport node, Op op)
    {
        CheckPicture(node);
        node.Emit(Adaptive(node) ?? op);
    }

    /// <summary>The pooling to a fixed grid that our own writer noted beside what ONNX can say; null where it noted none.</summary>
    public static Op? Adaptive(NodeImport node) => node.Graph.Model.IsOurs ? AdaptiveNote.Parse(node.Node.Doc) : null;

    private static void CheckPicture(NodeImport node)
    {
        ImportedValue x = node.Value(0);
        if (x.Rank != 4)
        {
            throw node.Fault(
                x.Rank is 3 or 5 ? $"works along {x.Rank - 2} axes, on an input of shape {x.Shape}" : $"reads an input of shape {x.Shape}",
                "Graft reads image networks, whose convolutions and poolings work on (N, channels, height, width).");
        }
    }

    private static Size2 Kernel(NodeImport node) => Pair(node, "kernel_shape", node.Longs("kernel_shape") ?? []);

    private static Window Read(NodeImport node, Size2 kernel)
    {
        string rule = node.Text("auto_pad", "NOTSET");
        long[] pads = node.Longs("pads") ?? [0, 0, 0, 0];
        if (pads.Length != 4)
        {
            throw node.Fault($"has {pads.Length} pads", "A picture has four edges; export the model again.");
        }
        return new Window(kernel)
        {
            Stride = Pair(node, "strides", node.Longs("strides") ?? [1, 1]),
            Dilation = Pair(node, "dilations", node.Longs("dilations") ?? [1, 1]),
            Pad = rule == "NOTSET" ? new Margins(pads[0], pads[1], pads[2], pads[3]) : default,
            AutoPad = rule switch
            {
                "NOTSET" or "VALID" or "" => AutoPad.Explicit,
                "SAME_UPPER" => AutoPad.SameUpper,
                "SAME_LOWER" => AutoPad.SameLower,
                _ => throw node.Fault($"has the auto_pad '{rule}'", "The standard knows NOTSET, VALID, SAME_UPPER and SAME_LOWER."),
            },
            Ceiling = node.Long("ceil_mode", 0) != 0,
        };
    }

    private static Size2 Pair(NodeImport node, string name, long[] sides) =>
        sides.Length == 2 ? new(sides[0], sides[1]) : throw node.Fault($"has {sides.Length} numbers as {name}", "A picture needs a height and a width; export the model again.");
}
