using System.Globalization;
using Graft.Graphs;

namespace Graft.Recipes;

/// <summary>What each class counts in the loss: "none" (all the same), "balanced" (the rarer the more), or a list in the order of the labels.</summary>
public readonly record struct ClassWeights : IParsable<ClassWeights>
{
    private ClassWeights(bool balanced, ValueList<double> list) => (IsBalanced, List) = (balanced, list);

    public bool IsBalanced { get; }

    /// <summary>One number for each class; empty unless the recipe lists them.</summary>
    public ValueList<double> List { get; }

    public static ClassWeights None => default;

    public static ClassWeights Balanced => new(true, []);

    /// <exception cref="RecipeException">A weight is negative or not finite, or all are 0.</exception>
    public static ClassWeights Of(params ReadOnlySpan<double> weights)
    {
        bool any = false;
        foreach (double weight in weights)
        {
            if (!double.IsFinite(weight) || weight < 0)
            {
                throw new RecipeException($"the class weight {weight.ToString(CultureInfo.InvariantCulture)} is negative or not finite; weights are 0 or more.");
            }
            any |= weight > 0;
        }
        return any ? new(false, [.. weights]) : throw new RecipeException("all class weights are 0, so nothing could be learned; at least one must be more. Write 'none' to count all classes the same.");
    }

    /// <summary>The weights for a training set; empty when all classes count the same.</summary>
    /// <param name="counts">Training pictures of each class.</param>
    /// <remarks>Balanced is pictures / (classes · pictures of the class), scikit-learn's rule, whose mean over the pictures is 1; classes without a picture are left out and weigh 0.</remarks>
    /// <exception cref="RecipeException">The list has another length than the classes.</exception>
    public float[] For(IReadOnlyList<int> counts)
    {
        if (List.Count > 0)
        {
            return List.Count == counts.Count
                ? [.. List.Select(weight => (float)weight)]
                : throw new RecipeException($"training.classWeights lists {List.Count} weights, but there are {counts.Count} classes. Give one for each, in the order of labels.txt, or write 'balanced'.");
        }
        double pictures = counts.Sum(count => (double)count);
        int present = counts.Count(count => count > 0);
        return IsBalanced ? [.. counts.Select(count => count == 0 ? 0 : (float)(pictures / ((double)present * count)))] : [];
    }

    /// <exception cref="RecipeException">The text is neither a word nor a list of numbers.</exception>
    public static ClassWeights Parse(string text, IFormatProvider? provider = null)
    {
        string trimmed = text.Trim().TrimStart('[').TrimEnd(']');
        return trimmed.ToLowerInvariant() switch
        {
            "none" => None,
            "balanced" => Balanced,
            _ => Of([.. trimmed.Split(',').Select(Number)]),
        };

        double Number(string part) => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double weight)
            ? weight
            : throw new RecipeException($"'{text}' are no class weights. Write 'none', 'balanced', or one number for each class, as '1, 2.5, 1'.");
    }

    public static bool TryParse(string? text, IFormatProvider? provider, out ClassWeights result) => RecipeText.TryParse(text, out result);

    public override string ToString() => List.Count > 0 ? string.Join(", ", List.Select(weight => weight.ToString("R", CultureInfo.InvariantCulture))) : IsBalanced ? "balanced" : "none";
}
