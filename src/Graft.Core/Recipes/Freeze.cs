using System.Globalization;
using System.IO.Enumeration;
using Graft.Graphs;

namespace Graft.Recipes;

/// <summary>Which weights training leaves alone: "none", "backbone" (all but the head), "depth 3" (the three blocks nearest the input), "depth 50%" (the half of all layers nearest the input), or name patterns such as "features.0.*, features.1.*".</summary>
public readonly record struct Freeze : IParsable<Freeze>
{
    private const string Forms = "Write 'none', 'backbone', 'depth 3', 'depth 50%' or name patterns with * and ?, as 'features.0.*, features.1.*'.";

    private Freeze(bool backbone, int depth, double share, ValueList<string> patterns) => (Backbone, Depth, Share, Patterns) = (backbone, depth, share, patterns);

    /// <summary>All but the head is frozen.</summary>
    public bool Backbone { get; }

    /// <summary>Blocks frozen, counted from the input.</summary>
    public int Depth { get; }

    /// <summary>Share of the layers frozen, counted from the input; 0 … 1.</summary>
    public double Share { get; }

    /// <summary>Patterns of weight names, * for any run of letters and ? for one.</summary>
    public ValueList<string> Patterns { get; }

    public bool IsNone => !Backbone && Depth == 0 && Share == 0 && Patterns.Count == 0;

    public static Freeze None => default;

    public static Freeze TheBackbone => new(true, 0, 0, []);

    public static Freeze Blocks(int depth) => depth > 0
        ? new(false, depth, 0, [])
        : throw new RecipeException($"'depth {depth}' freezes nothing; the depth is 1 or more. {Forms}");

    public static Freeze Layers(double share) => share is > 0 and < 1
        ? new(false, 0, share, [])
        : throw new RecipeException($"'depth {AmountText.Number(100 * share)}%' freezes nothing or all; the share lies between 0% and 100%. {Forms}");

    public static Freeze Names(params ReadOnlySpan<string> patterns) => new(false, 0, 0, [.. patterns]);

    /// <summary>Whether a weight is left alone.</summary>
    /// <param name="name">The weight's name in the graph.</param>
    /// <param name="block">The block it belongs to, counted from the input, 0 first.</param>
    /// <param name="depth">How near the output its layer is: 0 for the one nearest the input, 1 for the head.</param>
    /// <param name="inHead">Whether it belongs to the head.</param>
    public bool Holds(string name, int block, double depth, bool inHead) =>
        (Backbone && !inHead) || (block < Depth && !inHead) || (depth < Share && !inHead) || Patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));

    /// <summary>The first pattern that none of these names fits, as after a slip of the pen; null where each fits one.</summary>
    public string? FirstUnused(IEnumerable<string> names) =>
        Patterns.FirstOrDefault(pattern => !names.Any(name => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false)));

    /// <exception cref="RecipeException">The text is no rule.</exception>
    public static Freeze Parse(string text, IFormatProvider? provider = null)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        if (parts.Any(part => part.Length == 0))
        {
            throw new RecipeException($"'{text}' says nothing about what to freeze, or has an empty pattern. {Forms}");
        }
        return text.Trim() switch
        {
            "none" => None,
            "backbone" => TheBackbone,
            ['d', 'e', 'p', 't', 'h', ' ' or (>= '0' and <= '9'), .., '%'] => Layers(double.TryParse(text.Trim()[5..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out double percent)
                ? percent / 100
                : throw new RecipeException($"'{text.Trim()[5..].Trim()}' is no share of the layers. {Forms}")),
            ['d', 'e', 'p', 't', 'h', ' ' or (>= '0' and <= '9'), ..] => Blocks(int.TryParse(text.Trim()[5..].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int blocks)
                ? blocks
                : throw new RecipeException($"'{text.Trim()[5..].Trim()}' is no depth to freeze to. {Forms}")),
            _ => Names(parts),
        };
    }

    public static bool TryParse(string? text, IFormatProvider? provider, out Freeze result) => RecipeText.TryParse(text, out result);

    /// <summary>What <see cref="Parse"/> reads back.</summary>
    public override string ToString() => Patterns.Count > 0 ? string.Join(", ", Patterns) : Backbone ? "backbone" : Depth > 0 ? $"depth {Depth}" : Share > 0 ? $"depth {AmountText.Number(100 * Share)}%" : "none";
}
