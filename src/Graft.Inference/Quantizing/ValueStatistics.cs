using System.Numerics.Tensors;

namespace Graft.Inference.Quantizing;

/// <summary>How the numbers of one value of a network are distributed over pictures.</summary>
internal sealed class ValueStatistics
{
    private const int Bins = 2048;

    private readonly long[] bins = new long[Bins];
    private double[] sums = [], largest = [];
    private long positions;

    public double Low { get; private set; } = double.PositiveInfinity;

    public double High { get; private set; } = double.NegativeInfinity;

    /// <summary>The mean of each channel; null where the value has none.</summary>
    public double[]? Means => sums.Length == 0 || positions == 0 ? null : [.. sums.Select(sum => sum / positions)];

    /// <summary>The largest number of each channel; empty where the value has none.</summary>
    public IReadOnlyList<double> Largest => largest;

    /// <summary>The first look: ends and means.</summary>
    /// <param name="values">(pictures, channels, …) row by row.</param>
    /// <param name="channels">0 where the second axis is none of channels.</param>
    /// <exception cref="InferenceException">A number is none.</exception>
    public void Look(ReadOnlySpan<float> values, int pictures, int channels)
    {
        (double low, double high) = (TensorPrimitives.Min(values), TensorPrimitives.Max(values));
        if (!double.IsFinite(low) || !double.IsFinite(high))
        {
            throw new InferenceException("the network makes values that are no numbers, so it cannot be kept in 8 bits. Its weights are damaged, or its preprocessing is not the one it was trained with.");
        }
        (Low, High) = (Math.Min(Low, low), Math.Max(High, high));
        if (channels == 0)
        {
            return;
        }
        sums = sums.Length == 0 ? new double[channels] : sums;
        largest = largest.Length == 0 ? [.. Enumerable.Repeat(double.NegativeInfinity, channels)] : largest;
        int plane = values.Length / pictures / channels;
        for (int row = 0; row < pictures * channels; row++)
        {
            ReadOnlySpan<float> numbers = values.Slice(row * plane, plane);
            sums[row % channels] += TensorPrimitives.Sum(numbers);
            largest[row % channels] = Math.Max(largest[row % channels], TensorPrimitives.Max(numbers));
        }
        positions += (long)pictures * plane;
    }

    /// <summary>Follows the network where the channels of the value are multiplied, between the first look and the second.</summary>
    /// <param name="factors">Above 0, of a value that is never below 0.</param>
    public void Multiply(double[] factors)
    {
        for (int channel = 0; channel < factors.Length; channel++)
        {
            sums[channel] *= factors[channel];
            largest[channel] *= factors[channel];
        }
        High = largest.Max();
    }

    /// <summary>The second look: how often each number comes.</summary>
    public void Count(ReadOnlySpan<float> values)
    {
        float low = (float)Low, scale = High > Low ? (float)(Bins / (High - Low)) : 0;
        foreach (float value in values)
        {
            bins[Math.Clamp((int)((value - low) * scale), 0, Bins - 1)]++;
        }
    }

    /// <summary>The range that bytes should reach over.</summary>
    public (double Low, double High) Range(RangeMethod method) => High <= Low ? (Low, High) : method switch
    {
        RangeMethod.Percentile => Percentile(0.9999),
        RangeMethod.SquaredError => LeastError(),
        _ => (Low, High),
    };

    private (double Low, double High) Percentile(double share)
    {
        long total = bins.Sum(), most = (long)((1 - share) * total);
        int first = 0, last = Bins - 1;
        for (long passed = bins[0]; passed <= most && first < last; passed += bins[++first])
        {
        }
        for (long passed = bins[last]; passed <= most && last > first; passed += bins[--last])
        {
        }
        return (Edge(first), Edge(last + 1));
    }

    /// <summary>Tries narrower ranges: what lies beyond is cut off, and what lies within is rounded more finely.</summary>
    private (double Low, double High) LeastError()
    {
        (double Error, double Low, double High) best = (double.PositiveInfinity, Low, High);
        double[] shares = [.. Enumerable.Range(0, 36).Select(step => 1 - (step * 0.02))];
        foreach (double below in Low < 0 ? shares : [1.0])
        {
            foreach (double above in High > 0 ? shares : [1.0])
            {
                (double low, double high) = (Low < 0 ? Low * below : Low, High > 0 ? High * above : High);
                double error = Error(Math.Min(low, 0), Math.Max(high, 0));
                best = error < best.Error ? (error, low, high) : best;
            }
        }
        return (best.Low, best.High);
    }

    /// <summary>The mean squared error of rounding to 256 steps: uniform within a step, and all that is cut off.</summary>
    private double Error(double low, double high)
    {
        double step = (high - low) / 255, rounding = step * step / 12, sum = 0, width = (High - Low) / Bins;
        for (int bin = 0; bin < Bins; bin++)
        {
            if (bins[bin] > 0)
            {
                double centre = Low + ((bin + 0.5) * width), over = Math.Max(0, Math.Max(low - centre, centre - high));
                sum += bins[bin] * (over > 0 ? over * over : rounding);
            }
        }
        return sum;
    }

    private double Edge(int bin) => Low + (bin * (High - Low) / Bins);
}

/// <summary>How the range of a value is chosen from the numbers seen.</summary>
public enum RangeMethod
{
    /// <summary>From the least number seen to the largest.</summary>
    MinMax,

    /// <summary>So that one number in ten thousand is cut off at each end.</summary>
    Percentile,

    /// <summary>With the least squared error over all numbers.</summary>
    SquaredError,
}
