using System.Runtime.InteropServices;
using Graft.Imaging;
using Graft.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training;

/// <summary>Turns batches into tensors on the device, through one block of host memory that serves every step.</summary>
internal sealed class BatchTensors(Preprocessing preprocessing, int classes, double labelSmoothing, IReadOnlyList<double>? classWeights, Device device) : IDisposable
{
    private Tensor? host; // (N, 3, H, W) float32

    /// <summary>The pictures, (N, 3, H, W) float32 on the device, valid until the next call; not to be disposed on the CPU.</summary>
    public Tensor Pictures(Batch batch)
    {
        long[] shape = [batch.Count, 3, batch.Height, batch.Width];
        if (host is null || !host.shape.AsSpan().SequenceEqual(shape))
        {
            host?.Dispose();
            host = empty(shape, dtype: ScalarType.Float32).DetachFromDisposeScope();
        }
        batch.NormalizeInto(MemoryMarshal.Cast<byte, float>(host.bytes), preprocessing);
        return device.type == DeviceType.CPU ? host : host.to(device);
    }

    /// <summary>The soft targets, (N, classes) float32 on the device, which already carry the mean over the batch.</summary>
    public Tensor Targets(Batch batch)
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
