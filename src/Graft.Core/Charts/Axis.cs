using System.Globalization;

namespace Graft.Charts;

/// <summary>One direction of a chart: from values to pixels, and the round values that are marked.</summary>
internal sealed class Axis
{
    private readonly bool logarithmic;
    private readonly double low, high, start, end;

    /// <param name="values">What must be visible; those that are not finite, or not positive on a logarithmic axis, are passed over.</param>
    /// <param name="start">The pixel of the low end.</param>
    /// <param name="end">The pixel of the high end.</param>
    public Axis(IEnumerable<double> values, bool logarithmic, double start, double end)
    {
        (this.logarithmic, this.start, this.end) = (logarithmic, start, end);
        double[] usable = [.. values.Where(IsUsable)];
        (double least, double most) = usable.Length == 0 ? (logarithmic ? 1 : 0, logarithmic ? 10 : 1) : (usable.Min(), usable.Max());
        Ticks = logarithmic ? Decades(least, most, Math.Abs(end - start)) : RoundSteps(least, most);
        (low, high) = logarithmic ? (Math.Min(least, Ticks[0]), Math.Max(most, Ticks[^1])) : (Math.Min(least, Ticks[0]), Math.Max(most, Ticks[^1]));
    }

    /// <summary>Round values from end to end.</summary>
    public IReadOnlyList<double> Ticks { get; }

    public bool IsUsable(double value) => double.IsFinite(value) && (!logarithmic || value > 0);

    public double Place(double value) => start + ((end - start) * (Scale(value) - Scale(low)) / (Scale(high) - Scale(low)));

    public static string Label(double value) => value switch
    {
        0 => "0",
        _ when value is >= 1e3 and < 1e7 && value == Math.Floor(value) => value.ToString("#,0", CultureInfo.InvariantCulture),
        _ when Math.Abs(value) is >= 1e5 or < 1e-3 => value.ToString("0.#e0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.####", CultureInfo.InvariantCulture),
    };

    private double Scale(double value) => logarithmic ? Math.Log10(value) : value;

    /// <summary>Four to nine steps of 1, 2 or 5 times a power of ten.</summary>
    private static double[] RoundSteps(double least, double most)
    {
        if (most - least <= Math.Abs(most) * 1e-12)
        {
            (least, most) = (least - (least == 0 ? 1 : Math.Abs(least) / 2), most + (most == 0 ? 1 : Math.Abs(most) / 2));
        }
        double rough = (most - least) / 6, power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = new[] { 1, 2, 5, 10 }.Select(factor => factor * power).First(candidate => candidate >= rough * 0.999);
        long first = (long)Math.Floor(least / step + 1e-9), last = (long)Math.Ceiling(most / step - 1e-9);
        return [.. Enumerable.Range(0, (int)(last - first + 1)).Select(place => Math.Round((first + place) * step, 12))];
    }

    /// <summary>Powers of ten; within two decades, or where there is room, also 2 and 5 times them.</summary>
    private static double[] Decades(double least, double most, double pixels)
    {
        int first = (int)Math.Floor(Math.Log10(least) + 1e-9), last = (int)Math.Ceiling(Math.Log10(most) - 1e-9);
        last = Math.Max(last, first + 1);
        int every = Math.Max(1, (int)Math.Ceiling((last - first) / 8.0));
        const double Room = 42; // of a label, in pixels
        double[] factors = last - first <= 2 || Math.Log10(most / least) * 3 * Room <= pixels ? [1, 2, 5] : [1];
        double[] all = [.. Enumerable.Range(0, last - first + 1).Where(place => place % every == 0 || place == last - first).SelectMany(place => factors.Select(factor => factor * Math.Pow(10, first + place)))];
        double[] within = [.. all.Where(value => value <= most * 1.0001 && value >= least * 0.9999)];
        return within.Length >= 3 ? within : [.. all.Where(value => value <= Math.Pow(10, last) * 1.0001)];
    }
}
