using Graft.Imaging;

namespace Graft.Inference;

/// <summary>Which logit stands for which class of a data set.</summary>
internal sealed class ClassMatch
{
    private readonly int[] logits;

    private ClassMatch(IReadOnlyList<string> labels, int[] logits) => (Labels, this.logits) = (labels, logits);

    /// <summary>Class names in the order of the logits.</summary>
    public IReadOnlyList<string> Labels { get; }

    public int IndexOf(int label) => logits[label];

    /// <summary>Matches by name: the data set's own class names first, then its names for people. A model without labels must have as many classes as the data set, in its order.</summary>
    /// <param name="items">The pictures to be named; a class that shows on none of them need not be known.</param>
    /// <exception cref="EvaluationException">A class is unknown to the model.</exception>
    public static ClassMatch Of(ImageClassifier model, ImageDataset data, IReadOnlyList<ImageItem> items)
    {
        if (model.Labels.Count == 0)
        {
            return data.Classes.Count == model.Classes ? new(data.Labels, [.. Enumerable.Range(0, model.Classes)])
                : throw new EvaluationException($"the model has {model.Classes} classes without names, but {data.Path} has {data.Classes.Count}. Measure it on pictures of its own classes, or train it on these with 'graft train --model'.");
        }
        Dictionary<string, int> known = new(StringComparer.Ordinal);
        foreach ((int index, string label) in model.Labels.Index())
        {
            known.TryAdd(Plain(label), index);
        }
        int[] byClass = Find(data.Classes, known), byLabel = Find(data.Labels, known);
        int[] shown = [.. items.Select(item => item.Label).Distinct().Order()];
        int[] match = shown.Count(label => byLabel[label] >= 0) > shown.Count(label => byClass[label] >= 0) ? byLabel : byClass;
        string[] unknown = [.. shown.Where(label => match[label] < 0).Select(label => $"'{data.Classes[label]}'")];
        return unknown.Length == 0 ? new(model.Labels, match)
            : throw new EvaluationException($"{data.Path}: the model does not know {unknown.Length} of the {shown.Length} classes: {string.Join(", ", unknown.Take(5))}{(unknown.Length > 5 ? ", …" : "")}. "
                + $"It knows {model.Labels.Count}: {string.Join(", ", model.Labels.Take(5).Select(label => $"'{label}'"))}{(model.Labels.Count > 5 ? ", …" : "")}. Rename the folders, or train it on these classes with 'graft train --model'.");
    }

    private static int[] Find(IReadOnlyList<string> names, Dictionary<string, int> known) => [.. names.Select(name => known.GetValueOrDefault(Plain(name), -1))];

    /// <summary>Folders write blanks as underscores or hyphens.</summary>
    public static string Plain(string name) => name.Trim().Replace('_', ' ').Replace('-', ' ').ToLowerInvariant();
}
