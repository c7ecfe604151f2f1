using System.Diagnostics;
using static TorchSharp.torch;

namespace Graft.Training.Profiling;

/// <summary>The rate of a plain matrix product: what the cores can be expected to do.</summary>
public static class MatrixRate
{
    private const long Side = 2048;

    /// <summary>FLOP/s of a 2048³ product of 32-bit floats, the median of several.</summary>
    public static double Measure(Device? device = null, int times = 7)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor a = randn(Side, Side, device: device), b = randn(Side, Side, device: device);
        mm(a, b).Dispose();
        return 2.0 * Side * Side * Side / Medians.Of(Enumerable.Range(0, times).Select(_ =>
        {
            Clock clock = new(a.device);
            mm(a, b).Dispose();
            return clock.Lap();
        }));
    }
}

/// <summary>Seconds of what a device does.</summary>
internal struct Clock(Device device)
{
    private long start = Stopwatch.GetTimestamp();

    /// <summary>Seconds since the last lap, the device's work included, which may go on after the call that asked for it.</summary>
    public double Lap()
    {
        if (device.type == TorchSharp.DeviceType.CUDA)
        {
            cuda.synchronize(device);
        }
        long now = Stopwatch.GetTimestamp();
        double seconds = Stopwatch.GetElapsedTime(start, now).TotalSeconds;
        start = now;
        return seconds;
    }
}

internal static class Medians
{
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
