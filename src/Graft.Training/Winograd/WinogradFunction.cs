using System.Runtime.Intrinsics;
using Graft.Graphs.Ops;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Winograd;

/// <summary><see cref="WinogradConvolution"/> as an operation of libtorch, with its gradients.</summary>
internal sealed unsafe class WinogradFunction : autograd.SingleTensorFunction<WinogradFunction>
{
    // Below this the transforms of the kernels weigh more than what they save.
    private const long FewestTiles = 256;

    private const string Kept = "kept";

    // The binding copies what it is handed to libtorch's side and keeps its own handles until the gradient graph goes, which would keep every activation and every gradient alive.
    [ThreadStatic]
    private static List<Tensor>? handed;

    public override string Name => "Winograd";

    /// <summary>Whether a convolution can be done this way, and is done faster.</summary>
    /// <param name="x">(N, C, H, W), channels last in memory.</param>
    public static bool Suits(Conv conv, Tensor x, Tensor kernels) =>
        Vector512.IsHardwareAccelerated && conv.Groups == 1 && conv.Window.Kernel == new Size2(3, 3) && conv.Window.Stride == new Size2(1, 1) && conv.Window.Dilation == new Size2(1, 1)
        && conv.Window.PadFor(new(x.shape[2], x.shape[3])) == new Margins(1, 1, 1, 1)
        && x.dtype == ScalarType.Float32 && x.device_type == DeviceType.CPU && WinogradConvolution.Fits(kernels.shape[0]) && WinogradConvolution.Fits(kernels.shape[1])
        && x.shape[0] * ((x.shape[2] + 1) / 2) * ((x.shape[3] + 1) / 2) is >= FewestTiles and < int.MaxValue && LiesChannelsLast(x);

    /// <summary>x ∗ kernels + bias, (N, out, H, W), channels last in memory.</summary>
    public static Tensor Convolve(Tensor x, Tensor kernels, Tensor? bias)
    {
        if (!is_grad_enabled() || !(x.requires_grad || kernels.requires_grad || bias is { requires_grad: true }))
        {
            return Run(x, kernels, bias);
        }
        Tensor y = bias is null ? apply(x, kernels) : apply(x, kernels, bias);
        LetGo(y);
        return y;
    }

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        (Tensor x, Tensor kernels) = ((Tensor)vars[0], (Tensor)vars[1]);
        Tensor? bias = vars.Length > 2 ? (Tensor)vars[2] : null;
        // Not with the binding's own saved variables: those are kept until the whole gradient graph goes, which for VGG-19 is 1.6 GB more at the peak.
        ctx.save_data(Kept, new Memory(x.detach().DetachFromDisposeScope(), kernels.detach().DetachFromDisposeScope(), x.requires_grad, kernels.requires_grad, bias is not null));
        Tensor y = Run(x, kernels, bias);
        handed = [y];
        return y;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        LetGo();
        using Tensor received = grad_output;
        var memory = (Memory)ctx.get_data(Kept);
        using Tensor x = memory.Pictures, kernels = memory.Kernels;
        using Tensor gradients = grad_output.permute(0, 2, 3, 1), packed = gradients.contiguous(); // (N, H, W, out)
        using Tensor whole = kernels.contiguous();
        (TileGrid grid, int from, int to, int threads) = (GridOf(x), (int)kernels.shape[1], (int)kernels.shape[0], get_num_threads());
        List<Tensor> results = [null!, null!];
        if (memory.KernelsNeed)
        {
            results[1] = empty(kernels.shape);
            WinogradConvolution.KernelGradients(grid, Numbers(x), Numbers(packed), Numbers(results[1]), from, to, threads);
        }
        if (memory.PicturesNeed)
        {
            results[0] = LikePictures(x, from);
            WinogradConvolution.PictureGradients(grid, Numbers(packed), Numbers(whole), Numbers(results[0]), from, to, threads);
        }
        if (memory.HasBias)
        {
            results.Add(packed.sum([0, 1, 2]));
        }
        handed = results;
        return results;
    }

    private static Tensor Run(Tensor x, Tensor kernels, Tensor? bias)
    {
        using Tensor whole = kernels.contiguous();
        Tensor y = LikePictures(x, kernels.shape[0]);
        WinogradConvolution.Run(GridOf(x), Numbers(x), Numbers(whole), bias is null ? null : Numbers(bias), Numbers(y), (int)kernels.shape[1], (int)kernels.shape[0], get_num_threads());
        return y;
    }

    /// <summary>Disposes the handles that libtorch has copied by now.</summary>
    private static void LetGo(Tensor? but = null)
    {
        foreach (Tensor tensor in handed ?? [])
        {
            if (!ReferenceEquals(tensor, but))
            {
                tensor?.Dispose();
            }
        }
        handed = null;
    }

    /// <summary>Where a tensor's numbers begin.</summary>
    private static float* Numbers(Tensor tensor)
    {
        using Tensor plain = tensor.detach();
        using Tensor first = plain.as_strided([1], [1]);
        fixed (byte* start = first.bytes)
        {
            return (float*)start; // native memory, which does not move
        }
    }

    private static TileGrid GridOf(Tensor x) => new((int)x.shape[0], (int)x.shape[2], (int)x.shape[3]);

    private static bool LiesChannelsLast(Tensor x)
    {
        (long[] shape, long[] stride) = (x.shape, x.stride());
        return stride[1] == 1 && stride[3] == shape[1] && stride[2] == shape[3] * shape[1] && stride[0] == shape[2] * stride[2];
    }

    /// <summary>(N, channels, H, W) of no particular value, channels last in memory.</summary>
    private static Tensor LikePictures(Tensor x, long channels)
    {
        (long height, long width) = (x.shape[2], x.shape[3]);
        return empty_strided([x.shape[0], channels, height, width], [height * width * channels, 1, width * channels, channels]);
    }

    /// <summary>What the backward pass needs, and lets go.</summary>
    private sealed record Memory(Tensor Pictures, Tensor Kernels, bool PicturesNeed, bool KernelsNeed, bool HasBias);
}
