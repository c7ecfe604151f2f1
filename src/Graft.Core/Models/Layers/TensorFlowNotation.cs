using Graft.Graphs.Ops;

namespace Graft.Models.Layers;

/// <summary>Words for networks that were written for TensorFlow.</summary>
public static class TensorFlowNotation
{
    /// <summary>A convolution or pooling with TensorFlow's padding SAME: as many outputs as inputs divided by the stride, rounded up, and an odd padded pixel at the bottom and the right.</summary>
    /// <remarks>At stride 2 and an even size this is not the symmetric padding of PyTorch: a 3 × 3 window sees rows 0 to 2 first, not −1 to 1.</remarks>
    public static Layer Same(Layer layer) => layer switch
    {
        ConvolutionLayer convolution => convolution with { Window = Same(convolution.Window) },
        OperationLayer { Op: MaxPool pool } operation => operation with { Op = new MaxPool(Same(pool.Window)) },
        OperationLayer { Op: AveragePool pool } operation => operation with { Op = new AveragePool(Same(pool.Window), CountPadding: false) },
        _ => throw new ArgumentException($"a layer of kind '{layer.Kind}' has no window to pad", nameof(layer)),
    };

    /// <summary>A convolution with these margins, such as one row and one column of zeros at the bottom and the right.</summary>
    public static Layer Padded(Layer convolution, Margins pad) => convolution is ConvolutionLayer layer ? layer with { Window = layer.Window with { Pad = pad } }
        : throw new ArgumentException($"a layer of kind '{convolution.Kind}' is no convolution", nameof(convolution));

    private static Window Same(Window window) => window with { Pad = 0, AutoPad = AutoPad.SameUpper };
}
