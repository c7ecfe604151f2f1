using Graft.Graphs.Ops;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;
using Op = Graft.Graphs.Op;

namespace Graft.Training;

/// <summary>Pooling and reduction in libtorch, with ONNX's rules for padding.</summary>
internal static class TorchPooling
{
    public static Tensor Run(Op op, Tensor x) => op switch
    {
        MaxPool pool => Largest(pool.Window, x),
        AveragePool pool => Mean(pool, x),
        GlobalAveragePool => x.mean([2, 3], keepdim: true),
        GlobalMaxPool => x.amax([2, 3], keepdim: true),
        AdaptiveAveragePool pool => F.adaptive_avg_pool2d(x, TorchOps.Pair(pool.Grid)),
        ReduceMean mean => x.mean(Reduced(mean, x), mean.KeepAxes),
        ReduceSum sum => x.sum(Reduced(sum, x), sum.KeepAxes),
        ReduceMax max => x.amax(Reduced(max, x), max.KeepAxes),
        _ => throw new TrainingException($"the pooling {op.Name} has no counterpart in libtorch"),
    };

    private static long[] Reduced(ReductionOp op, Tensor x) =>
        op.ReducedAxes.Count == 0 ? [.. Enumerable.Range(0, x.shape.Length).Select(axis => (long)axis)] : [.. op.ReducedAxes.Select(axis => (long)Graphs.Ops.Axes.Normalize(axis, x.shape.Length))];

    private static Tensor Largest(Window window, Tensor x)
    {
        Margins pad = window.PadFor(new(x.shape[2], x.shape[3]));
        bool direct = pad.IsSymmetric && 2 * pad.Top <= window.Kernel.Height && 2 * pad.Left <= window.Kernel.Width;
        using Tensor? padded = direct ? null : F.pad(x, TorchOps.Sides(pad), PaddingModes.Constant, double.NegativeInfinity);
        Tensor pooled = F.max_pool2d(padded ?? x, TorchOps.Pair(window.Kernel), TorchOps.Pair(window.Stride), direct ? [pad.Top, pad.Left] : [0, 0], TorchOps.Pair(window.Dilation), window.Ceiling);
        return direct ? pooled : Cropped(pooled, window.OutputFor(new(x.shape[2], x.shape[3])));
    }

    private static Tensor Mean(AveragePool pool, Tensor x)
    {
        Window window = pool.Window;
        Margins pad = window.PadFor(new(x.shape[2], x.shape[3]));
        (long[] kernel, long[] stride) = (TorchOps.Pair(window.Kernel), TorchOps.Pair(window.Stride));
        if (pad.IsSymmetric && 2 * pad.Top <= window.Kernel.Height && 2 * pad.Left <= window.Kernel.Width)
        {
            return F.avg_pool2d(x, kernel, stride, [pad.Top, pad.Left], window.Ceiling, pool.CountPadding);
        }
        using Tensor padded = F.pad(x, TorchOps.Sides(pad), PaddingModes.Constant, 0);
        Size2 size = window.OutputFor(new(x.shape[2], x.shape[3]));
        Tensor mean = Cropped(F.avg_pool2d(padded, kernel, stride, [0, 0], window.Ceiling, count_include_pad: true), size);
        if (pool.CountPadding)
        {
            return mean;
        }
        // Without the padding in the divisor: divide by the share of each window that lies on the picture.
        using Tensor sum = mean;
        using Tensor ones = torch.ones([1, 1, x.shape[2], x.shape[3]], device: x.device);
        using Tensor margin = F.pad(ones, TorchOps.Sides(pad), PaddingModes.Constant, 0);
        using Tensor share = Cropped(F.avg_pool2d(margin, kernel, stride, [0, 0], window.Ceiling, count_include_pad: true), size);
        return sum / share;
    }

    /// <summary>Leaves out a last row or column whose windows start beyond the picture: libtorch takes padding done beforehand for picture.</summary>
    private static Tensor Cropped(Tensor pooled, Size2 size)
    {
        if (pooled.shape[2] == size.Height && pooled.shape[3] == size.Width)
        {
            return pooled;
        }
        using (pooled)
        {
            using Tensor rows = pooled.narrow(2, 0, size.Height);
            return rows.narrow(3, 0, size.Width);
        }
    }
}
