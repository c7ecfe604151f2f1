using System.Globalization;

namespace Graft;

/// <summary>Numbers as people read them.</summary>
public static class Amounts
{
    /// <summary>A fraction in percent: <c>84.4 %</c>.</summary>
    public static string Percent(double fraction) => string.Create(CultureInfo.InvariantCulture, $"{100 * fraction:0.0} %");

    /// <summary>A large count with three figures: <c>3.50 M</c>, <c>19.6 G</c>.</summary>
    public static string Count(long count) => count switch
    {
        >= 1_000_000_000 => Scaled(count / 1e9, " G"),
        >= 1_000_000 => Scaled(count / 1e6, " M"),
        >= 10_000 => Scaled(count / 1e3, " k"),
        _ => count.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Bytes: <c>13.6 MB</c>.</summary>
    public static string Bytes(long bytes) => Count(bytes) is var text && text[^1] is 'G' or 'M' or 'k' ? $"{text}B" : $"{text} B";

    /// <summary>A duration: <c>48 s</c>, <c>3 min 05 s</c>, <c>2 h 07 min</c>.</summary>
    public static string Duration(TimeSpan time) => time.TotalSeconds switch
    {
        < 9.95 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        < 59.5 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
        < 3600 => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds:00} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes:00} min"),
    };

    private static string Scaled(double value, string unit) => value.ToString(value < 9.995 ? "0.00" : value < 99.95 ? "0.0" : "0", CultureInfo.InvariantCulture) + unit;
}
