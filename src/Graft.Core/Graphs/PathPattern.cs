using System.Text.RegularExpressions;

namespace Graft.Graphs;

/// <summary>Chooses weights by name, as people write it: <c>layer1.*</c>, <c>features.?.weight</c>, several separated by commas; <c>*</c> is any text, <c>?</c> any one character.</summary>
/// <remarks>A pattern without wildcards that names a path takes all below it: <c>layer1</c> is <c>layer1.0.conv1.weight</c> too, but not <c>layer10.0.conv1.weight</c>.</remarks>
public sealed class PathPattern
{
    private readonly Regex expression;

    public PathPattern(string pattern)
    {
        Text = pattern;
        string[] parts = pattern.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length == 0)
        {
            throw new GraphException($"the pattern '{pattern}' names nothing; write a path such as layer1.*, or several separated by commas");
        }
        expression = new($"^(?:{string.Join('|', parts.Select(part => Regex.Escape(part).Replace("\\*", ".*").Replace("\\?", ".")))})(?:\\..*)?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }

    public string Text { get; }

    public bool Matches(string name) => expression.IsMatch(name);

    public override string ToString() => Text;
}
