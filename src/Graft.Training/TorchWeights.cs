using System.Runtime.InteropServices;
using Graft.Graphs;
using TorchSharp;
using static TorchSharp.torch;


namespace Graft.Training;

/// <summary>Carries constant arrays of a graph to libtorch and back.</summary>
internal static class TorchWeights
{
    /// <summary>A tensor on the device with the weight's values: float types in the given precision, integers as int64.</summary>
    public static Tensor ToTorch(Weight weight, Device device, ScalarType precision = ScalarType.Float32)
    {
        long[] shape = [.. weight.Shape];
        if (!weight.Type.IsFloat)
        {
            return torch.tensor(weight.ToLongs(), shape, dtype: ScalarType.Int64, device: device);
        }
        Tensor tensor = torch.empty(shape, dtype: ScalarType.Float32);
        weight.CopyTo(MemoryMarshal.Cast<byte, float>(tensor.bytes));
        if (device.type == DeviceType.CPU && precision == ScalarType.Float32)
        {
            return tensor;
        }
        using (tensor)
        {
            return tensor.to(precision, device);
        }
    }

    /// <summary>The values as a float32 weight of the tensor's shape.</summary>
    public static Weight ToWeight(Tensor tensor)
    {
        var values = new float[tensor.numel()];
        CopyTo(tensor, values);
        return Weight.Of(Shape.Of(tensor.shape), values);
    }

    public static void CopyTo(Tensor tensor, Span<float> destination)
    {
        using Tensor detached = tensor.detach();
        using Tensor host = detached.cpu();
        using Tensor packed = host.contiguous();
        MemoryMarshal.Cast<byte, float>(packed.bytes).CopyTo(destination);
    }
}
