using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Onnx.Writing;

/// <summary>Writes the sliding windows of convolutions and poolings.</summary>
internal static class WindowWriter
{
    public static void Write(NodeEncoder node, Window window, bool isPool = false)
    {
        node.Set("kernel_shape", [window.Kernel.Height, window.Kernel.Width]);
        node.Set("strides", [window.Stride.Height, window.Stride.Width]);
        if (window.AutoPad == AutoPad.Explicit)
        {
            node.Set("pads", [window.Pad.Top, window.Pad.Left, window.Pad.Bottom, window.Pad.Right]);
        }
        else
        {
            node.Set("auto_pad", window.AutoPad == AutoPad.SameUpper ? "SAME_UPPER" : "SAME_LOWER");
        }
        if (!isPool || node.Node.Op is MaxPool)
        {
            node.Set("dilations", [window.Dilation.Height, window.Dilation.Width]);
        }
        if (isPool)
        {
            node.Set("ceil_mode", window.Ceiling);
        }
    }

    /// <summary>A pooling to a fixed grid in ONNX's words, which hold for one picture size only; the note restores the operation itself.</summary>
    public static void WriteAdaptive(NodeEncoder node, AdaptiveAveragePool pool, Shape x)
    {
        string note = AdaptiveNote.Of(pool);
        if (pool.Grid == 1)
        {
            node.Instead("GlobalAveragePool", note);
        }
        else if (x[2] == pool.Grid.Height && x[3] == pool.Grid.Width)
        {
            node.Instead("Identity", note);
        }
        else if (x[2] > 0 && x[3] > 0 && x[2] % pool.Grid.Height == 0 && x[3] % pool.Grid.Width == 0)
        {
            Size2 window = new(x[2] / pool.Grid.Height, x[3] / pool.Grid.Width);
            node.Instead("AveragePool", note);
            node.Set("kernel_shape", [window.Height, window.Width]);
            node.Set("strides", [window.Height, window.Width]);
        }
        else
        {
            throw new OnnxException($"node '{node.Node.Name}': ONNX cannot pool {x} to a grid of {pool.Grid}, for windows of different sizes. Use a picture size whose grid is {pool.Grid} or a multiple of it.");
        }
    }
}
