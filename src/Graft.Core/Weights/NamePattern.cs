using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Graft.Weights;

/// <summary>A name with gaps: <c>{}</c> stands for a whole number, <c>*</c> for any text; <c>{+1}</c> and <c>{-1}</c>, in a name that is filled in, for the number and one more or less.</summary>
/// <remarks>
/// <c>{#}</c>, in a name that is filled in, stands for a number that a program gave by itself: nothing, <c>_1</c>, <c>_2</c>, … in the order of making, but from where it had come in that session. The number n leads to the n-th of those in the file.
/// </remarks>
internal sealed partial class NamePattern
{
    private const string Counted = "{#}";

    private readonly string text, head, tail;
    private readonly string[]? counted;

    // Made when it is first asked: there are thousands of patterns, and most runs need those of one publisher's one network.
    private readonly Lazy<Regex> regex;

    public NamePattern(string text, string[]? counted = null)
    {
        (this.text, this.counted) = (text, counted);
        (head, tail) = (text[..(text.IndexOfAny(['*', '{']) is >= 0 and int first ? first : text.Length)], text[(text.AsSpan().LastIndexOfAny('*', '}') + 1)..]);
        regex = new(() => Compile(text));
    }

    /// <summary>The kinds of the gaps in order: <c>{</c> for a number, <c>*</c> for a text.</summary>
    public string Gaps => string.Concat(Gap().Matches(text).Select(gap => gap.Value[0]));

    public bool Matches(string name) => MayMatch(name) && regex.Value.IsMatch(name);

    /// <summary>What stands in the gaps of a name; null when it does not match.</summary>
    public string[]? Read(string name) => MayMatch(name) && regex.Value.Match(name) is { Success: true } match ? [.. match.Groups.Values.Skip(1).Select(group => group.Value)] : null;

    /// <summary>The name with the gaps filled in, in order.</summary>
    public string Fill(string[] values)
    {
        int next = 0;
        return Gap().Replace(text, gap => gap.Value switch
        {
            "*" or "{}" => values[next++],
            Counted => Place(int.Parse(values[next++], CultureInfo.InvariantCulture) - 1),
            _ => (int.Parse(values[next++], CultureInfo.InvariantCulture) + int.Parse(gap.Value[1..^1], CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture),
        });
    }

    /// <summary>The same pattern for a certain file, whose own numbers it counts.</summary>
    public NamePattern In(IEnumerable<string> fileNames)
    {
        if (!text.Contains(Counted, StringComparison.Ordinal))
        {
            return this;
        }
        int group = Gap().Matches(text).Select(gap => gap.Value).ToList().IndexOf(Counted);
        return new(text, [.. fileNames.Select(Read).OfType<string[]>().Select(gaps => gaps[group]).Distinct().OrderBy(end => end.Length == 0 ? 0 : int.Parse(end[1..], CultureInfo.InvariantCulture))]);
    }

    public override string ToString() => text;

    // Most lines of a long table begin or end differently, and a look at that costs less than their regular expression.
    private bool MayMatch(string name) => name.StartsWith(head, StringComparison.Ordinal) && name.EndsWith(tail, StringComparison.Ordinal);

    // Where the file has no n-th, the name that a program would have given first.
    private string Place(int place) => counted is not null && place >= 0 && place < counted.Length ? counted[place] : place == 0 ? "" : $"_{place}";

    private static Regex Compile(string text)
    {
        StringBuilder builder = new("^");
        int at = 0;
        foreach (ValueMatch gap in Gap().EnumerateMatches(text))
        {
            builder.Append(Regex.Escape(text[at..gap.Index])).Append(text[gap.Index] == '*' ? "(.*)" : text[gap.Index + 1] == '#' ? "((?:_[0-9]{1,9})?)" : "([0-9]{1,9})");
            at = gap.Index + gap.Length;
        }
        return new(builder.Append(Regex.Escape(text[at..])).Append('$').ToString(), RegexOptions.CultureInvariant);
    }

    [GeneratedRegex(@"\*|\{([+-][0-9]{1,4}|#)?\}")]
    private static partial Regex Gap();
}
