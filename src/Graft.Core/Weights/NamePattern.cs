using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Graft.Weights;

/// <summary>A name with gaps: <c>{}</c> stands for a whole number, <c>*</c> for any text; <c>{+1}</c> and <c>{-1}</c>, in a name that is filled in, for the number and one more or less.</summary>
internal sealed partial class NamePattern
{
    private readonly string text;

    // Made when it is first asked: there are thousands of patterns, and most runs need those of one publisher's one network.
    private readonly Lazy<Regex> regex;

    public NamePattern(string text)
    {
        this.text = text;
        regex = new(() => Compile(text));
    }

    /// <summary>The kinds of the gaps in order: <c>{</c> for a number, <c>*</c> for a text.</summary>
    public string Gaps => string.Concat(Gap().Matches(text).Select(gap => gap.Value[0]));

    public bool Matches(string name) => regex.Value.IsMatch(name);

    /// <summary>What stands in the gaps of a name; null when it does not match.</summary>
    public string[]? Read(string name) => regex.Value.Match(name) is { Success: true } match ? [.. match.Groups.Values.Skip(1).Select(group => group.Value)] : null;

    /// <summary>The name with the gaps filled in, in order.</summary>
    public string Fill(string[] values)
    {
        int next = 0;
        return Gap().Replace(text, gap => gap.Value switch
        {
            "*" or "{}" => values[next++],
            _ => (int.Parse(values[next++], CultureInfo.InvariantCulture) + int.Parse(gap.Value[1..^1], CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture),
        });
    }

    public override string ToString() => text;

    private static Regex Compile(string text)
    {
        StringBuilder builder = new("^");
        int at = 0;
        foreach (ValueMatch gap in Gap().EnumerateMatches(text))
        {
            builder.Append(Regex.Escape(text[at..gap.Index])).Append(text[gap.Index] == '*' ? "(.*)" : "([0-9]{1,9})");
            at = gap.Index + gap.Length;
        }
        return new(builder.Append(Regex.Escape(text[at..])).Append('$').ToString(), RegexOptions.CultureInvariant);
    }

    [GeneratedRegex(@"\*|\{([+-][0-9]{1,4})?\}")]
    private static partial Regex Gap();
}
