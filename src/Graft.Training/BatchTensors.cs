using System.Runtime.InteropServices;
using Graft.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training;

/// <summary>Turns batches into tensors on the device, through one block of host memory that serves every step.</summary>
internal sealed class BatchTensors(int classes, double labelSmoothing, IReadOnlyList<double>? classWeights, Device device) : IDisposable
{
    private Tensor? host; // (N, …) float32

    /// <summary>The input, (N, 3, H, W) float32 where it is pictures, on the device, valid until the next call; not to be disposed on the CPU.</summary>
    public Tensor Input(InputBatch batch)
    {
        long[] shape = batch.Shape;
        if (host is null || !host.shape.AsSpan().SequenceEqual(shape))
        {
            host?.Dispose();
            host = empty(shape, dtype: ScalarType.Float32).DetachFromDisposeScope();
        }
        batch.WriteTo(MemoryMarshal.Cast<byte, float>(host.bytes));
        return device.type == DeviceType.CPU ? host : host.to(device);
    }

    /// <summary>The soft targets, (N, classes) float32 on the device, which already carry the mean over the batch.</summary>
    public Tensor Targets(InputBatch batch)
    {
        int[] labels = new int[batch.Count], partners = new int[batch.Count];
        float[] shares = new float[batch.Count];
        for (int i = 0; i < batch.Count; i++)
        {
            SoftTarget target = batch.Targets[i];
            (labels[i], partners[i], shares[i]) = (target.Label, target.PartnerLabel, target.Weight);
        }
        float[] targets = Training.Targets.Build(labels, partners, shares, classes, labelSmoothing, classWeights);
        return tensor(targets, [batch.Count, classes], dtype: ScalarType.Float32, device: device);
    }

    public void Dispose() => host?.Dispose();
}
