using System.Collections.Immutable;

namespace Graft.Weights;

/// <summary>One line of a <see cref="NameMap"/>: a weight's name in the graph, its name in the file, and how the file lays it out differently.</summary>
/// <param name="Graph">May have gaps: <c>{}</c> for a number, <c>*</c> for any text.</param>
/// <param name="File">The same gaps in the same order; <c>{+1}</c> where the file counts from one more, <c>{#}</c> where it has the numbers that a program gave by itself (<c>conv2d</c>, <c>conv2d_1</c>, …): 1 is the first of them.</param>
public sealed record NameRule(string Graph, string File, WeightLayout? Layout = null)
{
    public static implicit operator NameRule((string Graph, string File) names) => new(names.Graph, names.File);

    public static implicit operator NameRule((string Graph, string File, WeightLayout Layout) line) => new(line.Graph, line.File, line.Layout);
}

/// <summary>Translates the names of a graph's weights to those of a file: a table of two columns, read from the top.</summary>
/// <example><code>NameMap.Of(("layer{}.{}.conv{}.weight", "block{}/unit_{+1}/conv{}/weights", WeightLayout.Transpose(3, 2, 0, 1)))</code></example>
public sealed class NameMap
{
    private readonly ImmutableArray<(NamePattern Graph, NamePattern File, WeightLayout? Layout)> rules;
    private readonly ImmutableArray<NamePattern> ignored;
    private readonly ImmutableArray<(NamePattern Graph, float Value)> implied;
    private readonly bool findsPrefix;

    private NameMap(
        ImmutableArray<(NamePattern Graph, NamePattern File, WeightLayout? Layout)> rules, ImmutableArray<NamePattern> ignored, ImmutableArray<(NamePattern Graph, float Value)> implied, bool findsPrefix = false) =>
        (this.rules, this.ignored, this.implied, this.findsPrefix) = (rules, ignored, implied, findsPrefix);

    /// <summary>Names are the same on both sides, as with torchvision's files. The batch counters of batch norms (<c>num_batches_tracked</c>), which are no weights, are ignored in every map.</summary>
    public static NameMap Identity { get; } = WithPrefix("");

    /// <summary>Names are the same, or stand in the file behind one prefix, which is found by <see cref="FindPrefix"/>. What a load uses unless told otherwise.</summary>
    public static NameMap AnyPrefix { get; } = new(Identity.rules, Identity.ignored, [], findsPrefix: true);

    /// <summary>The file's names are the graph's behind a prefix, such as <c>module.</c></summary>
    public static NameMap WithPrefix(string prefix) => Of(("*", prefix + "*"));

    /// <summary>A map of these lines.</summary>
    /// <exception cref="ArgumentException">The two names of a line have different gaps.</exception>
    public static NameMap Of(params ReadOnlySpan<NameRule> lines)
    {
        var rules = ImmutableArray.CreateBuilder<(NamePattern, NamePattern, WeightLayout?)>(lines.Length);
        foreach (NameRule line in lines)
        {
            (NamePattern graph, NamePattern file) = (new(line.Graph), new(line.File));
            rules.Add(graph.Gaps == file.Gaps ? (graph, file, line.Layout)
                : throw new ArgumentException($"'{line.Graph}' and '{line.File}' do not have the same gaps in the same order", nameof(lines)));
        }
        return new(rules.ToImmutable(), [new("num_batches_tracked"), new("*.num_batches_tracked")], []);
    }

    /// <summary>The same map with names of the file that are no weights, and are passed over without a word in the list of unused ones; <c>*</c> stands for any text.</summary>
    public NameMap Ignoring(params IEnumerable<string> patterns) => new(rules, [.. ignored, .. patterns.Select(pattern => new NamePattern(pattern))], implied, findsPrefix);

    /// <summary>The same map for files that leave out weights which always have one value, such as the scale of batch norms in front of a rectifier; a file that has them all the same is believed.</summary>
    /// <param name="graph">The weights' names in the graph, with gaps.</param>
    public NameMap Implying(string graph, float value) => new(rules, ignored, [.. implied, (new NamePattern(graph), value)], findsPrefix);

    /// <summary>The same map for files whose names may stand behind one prefix, which is found.</summary>
    public NameMap FindingPrefix() => new(rules, ignored, implied, findsPrefix: true);

    /// <summary>The same map with these lines asked first.</summary>
    public NameMap Before(params ReadOnlySpan<NameRule> lines) => new([.. Of(lines).rules, .. rules], ignored, implied, findsPrefix);

    /// <summary>This map for a certain file: with the prefix that was found, if this map looks for one.</summary>
    /// <exception cref="WeightFileException">Two prefixes fit equally well.</exception>
    internal NameMap For(IEnumerable<string> graphNames, IEnumerable<string> fileNames, out string prefix)
    {
        string[] graph = [.. graphNames], file = [.. fileNames];
        string found = prefix = findsPrefix ? PrefixOf([.. graph.SelectMany(SourcesOf).Select(source => source.File)], graph.Length, file) : "";
        var own = rules.Select(rule => (rule.Graph, (found.Length == 0 ? rule.File : new NamePattern(found + rule.File)).In(file), rule.Layout));
        return new([.. own], found.Length == 0 ? ignored : [.. ignored, .. ignored.Select(pattern => new NamePattern(found + pattern))], implied);
    }

    /// <summary>Under which names of the file a weight may stand, the likeliest first.</summary>
    public IEnumerable<(string File, WeightLayout? Layout)> SourcesOf(string graphName) =>
        from rule in rules let gaps = rule.Graph.Read(graphName) where gaps is not null select (rule.File.Fill(gaps), rule.Layout);

    /// <summary>The value that all numbers of a weight have where the file leaves it out; null where it may not be left out.</summary>
    public float? ImpliedOf(string graphName) => implied.Where(line => line.Graph.Matches(graphName)).Select(line => (float?)line.Value).FirstOrDefault();

    /// <summary>Whether a name of the file is known to be no weight.</summary>
    public bool Ignores(string fileName) => ignored.Any(pattern => pattern.Matches(fileName));

    /// <summary>The prefix behind which the file has the most of the graph's names; empty where they are the same, or where no prefix leads to three quarters of them.</summary>
    /// <exception cref="WeightFileException">Two prefixes fit equally well, as where a file holds a student and a teacher.</exception>
    public static string FindPrefix(IEnumerable<string> graphNames, IEnumerable<string> fileNames)
    {
        HashSet<string> wanted = new(graphNames, StringComparer.Ordinal);
        return PrefixOf(wanted, wanted.Count, fileNames);
    }

    private static string PrefixOf(HashSet<string> wanted, int needed, IEnumerable<string> fileNames)
    {
        Dictionary<string, int> fits = new(StringComparer.Ordinal) { [""] = 0 };
        foreach (string name in fileNames)
        {
            int start = 0;
            for (int depth = 0; depth < 8 && start >= 0; depth++)
            {
                if (wanted.Contains(name[start..]))
                {
                    fits[name[..start]] = fits.GetValueOrDefault(name[..start]) + 1;
                }
                int end = name.AsSpan(start).IndexOfAny('.', '/');
                start = end < 0 ? -1 : start + end + 1;
            }
        }
        int most = fits.Values.Max();
        if (most * 4L < needed * 3L)
        {
            return "";
        }
        string[] best = [.. fits.Where(fit => fit.Value == most).Select(fit => fit.Key).Order(StringComparer.Ordinal)];
        return best.Length == 1 || best[0].Length == 0 ? best[0]
            : throw new WeightFileException($"the weights fit under '{best[0]}' and under '{best[1]}' alike. Say which with a name map, or save one of them alone.");
    }
}
