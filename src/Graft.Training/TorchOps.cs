using Graft.Graphs.Ops;
using Graft.Training.Winograd;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;
using Op = Graft.Graphs.Op;

namespace Graft.Training;

/// <summary>What each operation of a graph is in libtorch.</summary>
internal static class TorchOps
{
    /// <summary>Runs one operation; the caller disposes the outputs, the inputs stay.</summary>
    /// <param name="overwrite">Whether input 0 may be changed in place, which saves a pass through memory; it is then itself the output.</param>
    public static Tensor[] Run(Op op, Tensor?[] inputs, bool overwrite, bool training)
    {
        Tensor x = inputs[0]!;
        return op switch
        {
            Split split => x.split([.. split.Sizes], Axis(split.Axis, x)),
            Conv conv => [Convolve(conv, x, inputs[1]!, At(inputs, 2))],
            Gemm gemm => [Multiply(gemm, x, inputs[1]!, At(inputs, 2))],
            Concat concat => [torch.cat([.. inputs.Select(input => input!)], Axis(concat.Axis, x))],
            ElementwiseOp elementwise => [Elementwise(elementwise, x, overwrite, training)],
            BinaryOp binary => [Binary(binary, x, inputs[1]!, overwrite)],
            PRelu => [Rectified(x, inputs[1]!)],
            MatMul => [torch.matmul(x, inputs[1]!)],
            ReductionOp or MaxPool or AveragePool or GlobalAveragePool or GlobalMaxPool or AdaptiveAveragePool => [TorchPooling.Run(op, x)],
            InstanceNormalization norm => [F.instance_norm(x, weight: inputs[1], bias: inputs[2], eps: norm.Epsilon)],
            LayerNormalization norm => [F.layer_norm(x, x.shape[(int)Axis(norm.Axis, x)..], inputs[1], At(inputs, 2), norm.Epsilon)],
            LRN lrn when lrn.Size % 2 == 1 => [F.local_response_norm(x, lrn.Size, lrn.Alpha, lrn.Beta, lrn.Bias)],
            Flatten flatten => [Flat(x, flatten.Axis)],
            Reshape reshape => [x.reshape([.. reshape.Target.Select((size, axis) => size == 0 ? x.shape[axis] : size)])],
            Transpose transpose => [x.permute([.. transpose.Order.Select(axis => (long)axis)])],
            Squeeze squeeze => [x.reshape([.. Squeezed(squeeze, x)])],
            Unsqueeze unsqueeze => [unsqueeze.AddedAxes.Select(axis => Graphs.Ops.Axes.Normalize(axis, x.shape.Length + unsqueeze.AddedAxes.Count)).Order().Aggregate(x.alias(), Unsqueezed)],
            Slice slice => [Sliced(slice, x)],
            Pad pad => [F.pad(x, Sides(pad.Margins), PaddingModes.Constant, pad.Value)],
            Expand expand => [x.expand([.. Expanded(expand, x, At(inputs, 1))])],
            Resize resize => [Resized(resize, x)],
            Gather gather => [x.select(Axis(gather.Axis, x), gather.Place)],
            Take take => [Taken(take, x)],
            _ => throw new TrainingException($"the operation {op} cannot be trained: libtorch's counterpart is not known to Graft. Freeze the part of the network before and including it, or export the model without it"),
        };
    }

    /// <summary>Convolution of x (N, C, H, W); a window as large as the picture is a matrix product, which libtorch does faster.</summary>
    public static Tensor Convolve(Conv conv, Tensor x, Tensor weight, Tensor? bias)
    {
        Window window = conv.Window;
        Margins pad = window.PadFor(new(x.shape[2], x.shape[3]));
        if (conv.Groups == 1 && pad == default && window.Kernel == new Size2(x.shape[2], x.shape[3]))
        {
            using Tensor rows = x.reshape(x.shape[0], -1); // (N, C·H·W)
            using Tensor matrix = weight.reshape(weight.shape[0], -1); // (out, C·H·W)
            using Tensor product = F.linear(rows, matrix, bias);
            return product.view(x.shape[0], -1, 1, 1);
        }
        if (WinogradFunction.Suits(conv, x, weight))
        {
            return WinogradFunction.Convolve(x, weight, bias);
        }
        using Tensor? padded = pad.IsSymmetric ? null : F.pad(x, Sides(pad), PaddingModes.Constant, 0);
        return F.conv2d(padded ?? x, weight, bias, Pair(window.Stride), padded is null ? [pad.Top, pad.Left] : [0, 0], Pair(window.Dilation), conv.Groups);
    }

    /// <summary>Batch norm of (x, scale, bias, mean, variance) by the batch's own statistics, which also update the running ones, or by the running ones.</summary>
    public static Tensor Normalize(BatchNormalization norm, Tensor[] inputs, bool byBatch) =>
        F.batch_norm(inputs[0], inputs[3], inputs[4], inputs[1], inputs[2], byBatch, 1 - norm.Momentum, norm.Epsilon);

    internal static long[] Pair(Size2 size) => [size.Height, size.Width];

    /// <summary>Margins in the order of libtorch: left, right, top, bottom.</summary>
    internal static long[] Sides(Margins pad) => [pad.Left, pad.Right, pad.Top, pad.Bottom];

    private static Tensor? At(Tensor?[] inputs, int slot) => slot < inputs.Length ? inputs[slot] : null;

    private static long Axis(int axis, Tensor x) => Graphs.Ops.Axes.Normalize(axis, x.shape.Length);

    private static Tensor Elementwise(ElementwiseOp op, Tensor x, bool overwrite, bool training) => op switch
    {
        Relu => overwrite ? x.relu_() : x.relu(),
        Clip { Low: > float.NegativeInfinity, High: < float.PositiveInfinity } clip => overwrite ? x.hardtanh_(clip.Low, clip.High) : x.clamp(clip.Low, clip.High),
        Clip { Low: float.NegativeInfinity, High: float.PositiveInfinity } => x.alias(),
        Clip clip => x.clamp(float.IsNegativeInfinity(clip.Low) ? null : (Scalar)clip.Low, float.IsPositiveInfinity(clip.High) ? null : (Scalar)clip.High),
        LeakyRelu leaky => F.leaky_relu(x, leaky.Alpha),
        Elu elu => F.elu(x, elu.Alpha),
        Sigmoid => x.sigmoid(),
        HardSwish => F.hardswish(x),
        Tanh => x.tanh(),
        Softplus => F.softplus(x),
        Gelu { Approximate: false } => F.gelu(x),
        Gelu or Selu or HardSigmoid => Composed(op, x),
        Erf => x.erf(),
        Exp => x.exp(),
        Log => x.log(),
        Sqrt => x.sqrt(),
        Abs => x.abs(),
        Neg => -x,
        Reciprocal => x.reciprocal(),
        Identity => x.alias(),
        Dropout dropout => training && dropout.Ratio > 0 ? F.dropout(x, dropout.Ratio, training: true) : x.alias(),
        StochasticDepth depth => training && depth.Ratio > 0 ? Skipped(depth, x) : x.alias(),
        Softmax softmax => F.softmax(x, Axis(softmax.Axis, x)),
        LogSoftmax softmax => F.log_softmax(x, Axis(softmax.Axis, x)),
        _ => throw new TrainingException($"the operation {op.Name} has no counterpart in libtorch"),
    };

    private static Tensor Binary(BinaryOp op, Tensor a, Tensor b, bool overwrite) => op switch
    {
        Add when overwrite && a.shape.AsSpan().SequenceEqual(b.shape) => a.add_(b),
        Add => a + b,
        Sub => a - b,
        Mul => a * b,
        Div => a / b,
        Pow => a.pow(b),
        Max => torch.maximum(a, b),
        Min => torch.minimum(a, b),
        _ => throw new TrainingException($"the operation {op.Name} has no counterpart in libtorch"),
    };

    private static Tensor Multiply(Gemm gemm, Tensor a, Tensor b, Tensor? c)
    {
        using Tensor? turnedA = gemm.TransposeA ? a.t() : null;
        if (gemm.TransposeB && gemm.Alpha == 1 && (c is null || (gemm.Beta == 1 && c.shape.Length == 1)))
        {
            return F.linear(turnedA ?? a, b, c);
        }
        using Tensor? turnedB = gemm.TransposeB ? b.t() : null;
        return c is null ? torch.mm(turnedA ?? a, turnedB ?? b) * gemm.Alpha : torch.addmm(c, turnedA ?? a, turnedB ?? b, gemm.Beta, gemm.Alpha);
    }

    /// <summary>Operations that take several of libtorch's.</summary>
    /// <remarks>The approximate GELU is x/2 (1 + tanh(√(2/π) (x + 0.044715 x³))) (Hendrycks and Gimpel 2016, arXiv:1606.08415, §2).</remarks>
    private static Tensor Composed(ElementwiseOp op, Tensor x)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor y = op switch
        {
            Gelu => 0.5 * x * (1 + (Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))).tanh()),
            Selu selu => F.elu(x, selu.Alpha) * selu.Gamma,
            HardSigmoid hard => ((x * hard.Alpha) + hard.Beta).clamp(0, 1),
            _ => throw new TrainingException($"the operation {op.Name} has no counterpart in libtorch"),
        };
        return y.MoveToOuterDisposeScope();
    }

    /// <summary>max(x, 0) + slope · min(x, 0), the slope broadcast.</summary>
    private static Tensor Rectified(Tensor x, Tensor slope)
    {
        using IDisposable scope = NewDisposeScope();
        return (x.relu() - (slope * (-x).relu())).MoveToOuterDisposeScope();
    }

    private static Tensor Flat(Tensor x, int axis)
    {
        int split = axis == x.shape.Length ? axis : (int)Axis(axis, x);
        return x.reshape(x.shape.Take(split).Aggregate(1L, (a, b) => a * b), x.shape.Skip(split).Aggregate(1L, (a, b) => a * b));
    }

    private static IEnumerable<long> Squeezed(Squeeze squeeze, Tensor x)
    {
        HashSet<int> dropped = [.. squeeze.DroppedAxes.Select(axis => Graphs.Ops.Axes.Normalize(axis, x.shape.Length))];
        return x.shape.Where((size, axis) => squeeze.DroppedAxes.Count == 0 ? size != 1 : !dropped.Contains(axis));
    }

    private static Tensor Unsqueezed(Tensor x, int axis)
    {
        using (x)
        {
            return x.unsqueeze(axis);
        }
    }

    private static Graphs.Shape Expanded(Expand expand, Tensor x, Tensor? batch)
    {
        Graphs.Shape shape = Broadcasting.Join(Graphs.Shape.Of(x.shape), [.. expand.Target.Select(size => size == -1 ? 1 : size)]);
        return batch is null ? shape : shape.With(0, batch.shape[0]);
    }

    private static Tensor Resized(Resize resize, Tensor x)
    {
        long[] size = resize.Size is { } fixedSize ? Pair(fixedSize) : [(long)(x.shape[2] * (double)resize.Factors!.Value.Height), (long)(x.shape[3] * (double)resize.Factors!.Value.Width)];
        return resize.Interpolation == Interpolation.Nearest
            ? F.interpolate(x, size, mode: InterpolationMode.Nearest)
            : F.interpolate(x, size, mode: InterpolationMode.Bilinear, align_corners: resize.Interpolation == Interpolation.LinearAligned);
    }

    private static Tensor Sliced(Slice slice, Tensor x)
    {
        Tensor part = x.alias();
        for (int i = 0; i < slice.SlicedAxes.Count; i++)
        {
            int axis = (int)Axis(slice.SlicedAxes[i], x);
            (long start, long end, long step) = slice.Range(i, x.shape[axis]);
            using Tensor whole = part;
            part = whole.slice(axis, start, end, step);
        }
        return part;
    }

    private static Tensor Taken(Take take, Tensor x)
    {
        long axis = Axis(take.Axis, x), size = x.shape[axis];
        using Tensor places = torch.tensor([.. take.Places.Select(place => place < 0 ? place + size : place)], device: x.device);
        return x.index_select(axis, places);
    }

    /// <summary>A dropout of one number a picture, which multiplies all of its values.</summary>
    private static Tensor Skipped(StochasticDepth depth, Tensor x)
    {
        using Tensor one = torch.ones([x.shape[0], .. Enumerable.Repeat(1L, x.shape.Length - 1)], dtype: x.dtype, device: x.device);
        using Tensor kept = F.dropout(one, depth.Ratio, training: true);
        return x * kept;
    }
}
