namespace Graft.Imaging;

/// <summary>What there is to say of classes: empty ones, small ones, sizes far apart, names that look like one.</summary>
internal static class ClassFindings
{
    /// <param name="counts">Pictures by class and split.</param>
    public static IEnumerable<Finding> Of(IReadOnlyList<string> classes, IReadOnlyDictionary<(int Label, Split Split), int> counts, CheckOptions options)
    {
        int Count(int label, Split split) => counts.GetValueOrDefault((label, split));
        int[] learned = [.. classes.Select((_, label) => Count(label, Split.Train))], all = [.. classes.Select((_, label) => Enum.GetValues<Split>().Sum(split => Count(label, split)))];
        bool trains = learned.Sum() > 0;
        for (int label = 0; label < classes.Count; label++)
        {
            if (all[label] == 0 || (trains && learned[label] == 0))
            {
                yield return new(FindingKind.EmptyClass, all[label] == 0 ? Severity.Warning : Severity.Error, null, classes[label], all[label] == 0 ? "no picture" : $"{Several.Count(all[label], "picture")}, none of them to learn from: it cannot be learned");
            }
            else if (trains && learned[label] < options.FewPictures)
            {
                yield return new(FindingKind.FewPictures, Severity.Warning, null, classes[label], $"{Several.Count(learned[label], "picture")} to learn from");
            }
        }
        if (classes.Count == 1)
        {
            yield return new(FindingKind.EmptyClass, Severity.Error, null, classes[0], "the only class: a classifier needs two. Give the folder that holds the class folders");
        }
        (int most, int least) = (learned.Max(), learned.Where(count => count > 0).DefaultIfEmpty(0).Min());
        if (trains && most > options.Imbalance * least)
        {
            yield return new(FindingKind.Imbalance, Severity.Warning, null, "", $"'{classes[Array.IndexOf(learned, most)]}' has {most} pictures to learn from, '{classes[Array.IndexOf(learned, least)]}' {least}: {(double)most / least:0.#} times as many");
        }
        foreach (Finding alike in Alike(classes))
        {
            yield return alike;
        }
    }

    /// <summary>Names that differ in case, spaces, signs between words, or a plural's ending only.</summary>
    private static IEnumerable<Finding> Alike(IReadOnlyList<string> classes)
    {
        foreach (string[] alike in classes.GroupBy(Bare, StringComparer.Ordinal).Select(group => group.ToArray()).Where(group => group.Length > 1))
        {
            bool Same(Func<string, string> trait) => alike.Select(trait).Distinct(StringComparer.Ordinal).Count() == 1;
            string differ = Same(name => name.ToLowerInvariant()) ? "upper and lower case" : Same(Spelled) ? "spaces or signs between words" : "a plural's ending";
            yield return new(FindingKind.ClassNames, Severity.Warning, null, string.Join(" and ", alike.Select(name => $"'{name}'")), $"they differ in {differ} only, and count as different classes");
        }
        foreach (string name in classes.Where(name => name != name.Trim()))
        {
            yield return new(FindingKind.ClassNames, Severity.Note, null, $"'{name}'", "the name begins or ends with a space");
        }
    }

    private static string Spelled(string name) => string.Concat(name.ToLowerInvariant().Where(char.IsLetterOrDigit)) is { Length: > 0 } letters ? letters : name;

    private static string Bare(string name) => Spelled(name) switch
    {
        { Length: > 4 } word when word.EndsWith("ies", StringComparison.Ordinal) => word[..^3] + "y",
        { Length: > 4 } word when word.EndsWith("es", StringComparison.Ordinal) && word[..^2] is [.., 's' or 'x' or 'z' or 'o'] or [.., 'c' or 's', 'h'] => word[..^2],
        { Length: > 3 } word when word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) => word[..^1],
        string word => word,
    };
}
