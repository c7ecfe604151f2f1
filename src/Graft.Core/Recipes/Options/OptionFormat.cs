using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Graft.Recipes.Options;

/// <summary>How the values of an option are written and what they may be.</summary>
/// <param name="Expectation">What a value is, to go after "must be".</param>
/// <param name="Parse">Text to value; null when the text is none.</param>
/// <param name="Print">Value to text that is read back.</param>
/// <param name="IsBare">Whether JSON has the text without quotes.</param>
/// <param name="IsList">Whether JSON may have an array in place of text with commas.</param>
/// <param name="IsNullable">Whether there may be no value.</param>
internal sealed record OptionFormat(string Expectation, Func<string, object?> Parse, Func<object, string> Print, bool IsBare = false, bool IsList = false, bool IsNullable = false)
{
    /// <summary>What stands for no value on a command line.</summary>
    public const string Absent = "none";

    private static readonly NullabilityInfoContext Nullability = new();

    private static readonly Dictionary<Type, OptionFormat> Worded = new()
    {
        [typeof(Duration)] = new("a duration, as '6 epochs', '500 steps', '10000 images' or '20%'", text => Duration.Parse(text), value => value.ToString()!),
        [typeof(Interval)] = new("an interval, as '600s', '10m', '500 steps', '1 epoch' or 'never'", text => Interval.Parse(text), value => value.ToString()!),
        [typeof(TrainingSide)] = new("a side in pixels, as '160', or of evaluation's, as '80%'", text => TrainingSide.Parse(text), value => value.ToString()!),
        [typeof(ClassWeights)] = new("'none', 'balanced', or one number for each class", text => ClassWeights.Parse(text), value => value.ToString()!, IsList: true),
        [typeof(Freeze)] = new("'none', 'backbone', 'depth 3', 'depth 50%' or name patterns", text => Freeze.Parse(text), value => value.ToString()!, IsList: true),
        [typeof(bool)] = new("true or false", text => bool.TryParse(text, out bool value) ? value : null, value => (bool)value ? "true" : "false", IsBare: true),
        [typeof(string)] = new("text", text => text.Length > 0 ? text : null, value => (string)value),
    };

    public static OptionFormat For(PropertyInfo property)
    {
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        OptionFormat format = Worded.GetValueOrDefault(type) ?? (type.IsEnum ? OfEnum(type) : OfNumber(type, property.GetCustomAttribute<RangeAttribute>()));
        bool nullable;
        lock (Nullability)
        {
            nullable = Nullability.Create(property).WriteState == NullabilityState.Nullable;
        }
        return nullable ? format with { Expectation = $"{format.Expectation}, or {Absent}", IsNullable = true } : format;
    }

    private static OptionFormat OfEnum(Type type)
    {
        string[] names = [.. Enum.GetNames(type).Select(name => name.ToLowerInvariant())];
        return new(names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} or {names[^1]}",
            text => Array.IndexOf(names, text.Trim().ToLowerInvariant()) is >= 0 and int index ? Enum.GetValues(type).GetValue(index) : null,
            value => value.ToString()!.ToLowerInvariant());
    }

    private static OptionFormat OfNumber(Type type, RangeAttribute? range)
    {
        double low = range is null ? double.MinValue : Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture);
        double high = range is null ? double.MaxValue : Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture);
        bool above = range is { MinimumIsExclusive: true };
        bool below = range is { MaximumIsExclusive: true };
        Func<string, IConvertible?> parse = type == typeof(int) ? text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : null
            : type == typeof(long) ? text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : null
            : type == typeof(double) ? text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null
            : throw new InvalidOperationException($"recipes cannot hold a {type.Name} yet; add a format for it to {nameof(OptionFormat)}");
        return new(Describe(type == typeof(double) ? "a number" : "a whole number", low, high, above, below),
            text => parse(text) is { } value && Lies(value.ToDouble(CultureInfo.InvariantCulture)) ? value : null,
            value => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture), IsBare: true);

        bool Lies(double value) => (above ? value > low : value >= low) && (below ? value < high : value <= high);
    }

    private static string Describe(string noun, double low, double high, bool above, bool below)
    {
        bool open = high >= int.MaxValue;
        return low <= int.MinValue ? noun
            : open ? $"{noun} {(above ? "above" : "not below")} {low}"
            : $"{noun} {(above ? "above" : "from")} {low} {(above ? "and " : "")}{(below ? "to below" : above ? "up to" : "to")} {high}";
    }
}
