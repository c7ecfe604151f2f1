using System.Text.RegularExpressions;
using Graft.Graphs;

namespace Graft.Weights.Keras;

/// <summary>What the weights of one layer are: <c>kernel</c>, <c>bias</c>, <c>gamma</c>, …</summary>
/// <remarks>Keras itself goes by their order alone, and older files call them what they like: <c>conv1_W:0</c>, <c>conv1/kernel_1:0</c>, even <c>uniform7</c>.</remarks>
internal static partial class WeightWords
{
    /// <summary>How a weight's name may end, and the word for it; longer endings first.</summary>
    private static readonly (string Ending, string Word)[] Endings =
    [
        .. from word in new (string Ending, string Word)[]
           {
               ("kernel", "kernel"), ("bias", "bias"), ("gamma", "gamma"), ("beta", "beta"), ("moving_mean", "moving_mean"), ("moving_variance", "moving_variance"),
               ("depthwise_kernel", "depthwise_kernel"), ("pointwise_kernel", "pointwise_kernel"), ("recurrent_kernel", "recurrent_kernel"), ("embeddings", "embeddings"),
               ("mean", "mean"), ("variance", "variance"), ("count", "count"),
               // Keras 1; its standard deviation is a variance, in spite of the name.
               ("W", "kernel"), ("b", "bias"), ("running_mean", "moving_mean"), ("running_std", "moving_variance"),
           }
           orderby word.Ending.Length descending
           select word,
    ];

    /// <param name="names">The weights' names in the file, in order.</param>
    /// <returns>A word for each, unlike the others; the name itself where nothing better is known.</returns>
    public static string[] For(string layer, string[] names, Shape[] shapes)
    {
        string[] paths = [.. names.Select(name => PathOf(layer, name))];
        string?[] words = [.. paths.Select(WordOf)];
        if (words.Contains(null))
        {
            return ByShape(shapes) ?? paths;
        }
        // Within a nested model many layers have a kernel, and the path tells them apart.
        return words.Distinct().Count() == words.Length ? [.. words.OfType<string>()] : [.. paths.Zip(words, (path, word) => $"{path[..(path.LastIndexOf('/') + 1)]}{word}")];
    }

    // Without :0, and without the layer's name, which Keras 2 puts first.
    private static string PathOf(string layer, string name)
    {
        string path = Output().Replace(name, "");
        return layer.Length > 0 && path.StartsWith(layer + "/", StringComparison.Ordinal) ? path[(layer.Length + 1)..] : path;
    }

    private static string? WordOf(string path)
    {
        string last = Again().Replace(path[(path.LastIndexOf('/') + 1)..], "");
        return Endings.FirstOrDefault(ending => last == ending.Ending || last.EndsWith("_" + ending.Ending, StringComparison.Ordinal)).Word;
    }

    private static string[]? ByShape(Shape[] shapes) => string.Concat(shapes.Select(shape => shape.Rank < 10 ? (char)('0' + shape.Rank) : '?')) switch
    {
        "4" or "2" or "3" or "5" => ["kernel"],
        "41" or "21" or "31" or "51" => ["kernel", "bias"],
        "44" => ["depthwise_kernel", "pointwise_kernel"],
        "441" => ["depthwise_kernel", "pointwise_kernel", "bias"],
        "111" => ["beta", "moving_mean", "moving_variance"], // a batch norm without gamma, as in Inception
        "1111" => ["gamma", "beta", "moving_mean", "moving_variance"],
        "110" => ["mean", "variance", "count"],
        _ => null,
    };

    [GeneratedRegex(":[0-9]+$")]
    private static partial Regex Output();

    /// <summary>What Keras puts behind a name that is taken.</summary>
    [GeneratedRegex("_[0-9]+$")]
    private static partial Regex Again();
}
