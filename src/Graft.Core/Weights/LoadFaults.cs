using System.Text;
using Graft.Graphs;
using Graft.Onnx.Writing;

namespace Graft.Weights;

/// <summary>Says why a file does not fit a graph.</summary>
internal static class LoadFaults
{
    private const int Listed = 10;

    /// <param name="needed">The weights that may not be missing.</param>
    /// <param name="ignores">Names of the file that are no weights.</param>
    /// <param name="taken">Names of the file that found their place.</param>
    public static void ThrowIfAny(Graph graph, WeightFile file, IReadOnlyList<WeightMatch> needed, Func<string, bool> ignores, HashSet<string> taken, HeadWeights head)
    {
        WeightMatch[] missing = [.. needed.Where(match => match.Source is null && !match.Fits)], others = [.. needed.Where(match => match.Source is not null && !match.Fits)];
        if (missing.Length > 0)
        {
            if (missing.Any(match => file.Tensors.Contains(match.Name + StoredBytes.WeightSuffix)))
            {
                throw new WeightFileException($"{file.Path} was exported with --int8: batch norms are worked into its weights and those rounded to 8 bits, so the layers of {graph.Name} are not in it as they are trained. "
                    + "Give the model that it was made from, or take the file as a network of its own, with --model.");
            }
            throw new WeightFileException(BothSides(graph, file, needed.Count, missing, [.. file.Tensors.Where(pair => !taken.Contains(pair.Key) && !ignores(pair.Key))]));
        }
        if (others.Length > 0)
        {
            throw new WeightFileException(OtherShape(graph, file, others, head));
        }
    }

    private static string BothSides(Graph graph, WeightFile file, int needed, WeightMatch[] missing, KeyValuePair<string, Tensor>[] unused)
    {
        StringBuilder text = new($"{file.Path} does not fit {graph.Name}: {missing.Length} of the {needed} weights that it must bring are not in it.\n");
        text.AppendJoin("", missing.Take(Listed).Select(match => $"  + {match.Name} {match.Shape}\n"));
        text.Append(missing.Length > Listed ? $"  + … and {missing.Length - Listed} more\n" : "");
        text.AppendJoin("", unused.Take(Listed).Select(pair => $"  - {pair.Key} {pair.Value.Shape}\n"));
        text.Append(unused.Length > Listed ? $"  - … and {unused.Length - Listed} more\n" : "");
        return text.Append(unused.Length > 0 ? "(+ the network has it, the file not; - the file has it, the network not.) Choose the network that the file was made for, or give a map of the names."
            : "The file holds too little: take one with the whole network's weights.").ToString();
    }

    private static string OtherShape(Graph graph, WeightFile file, WeightMatch[] others, HeadWeights head)
    {
        WeightMatch first = others[0];
        string fact = $"{file.Path}: '{first.Source}' is {first.Tensor!.Shape}{TypeOf(first.Tensor)}, but {first.Name} needs {first.Shape}";
        string more = others.Length > 1 ? $"; {others.Length - 1} more weights differ" : "";
        bool isHead = head == HeadWeights.Required && graph.LearnedWeights().Any(pair => graph.HeadNodes().Contains(pair.Node) && pair.Weights.Contains(first.Name));
        return fact + more + (isHead ? $". The head is trained anew for another task: ask for a new head, or for {first.Tensor.Shape.FirstOrDefault()} classes."
            : $". Choose the variant of {graph.Name} that the file was made for.");
    }

    private static string TypeOf(Tensor tensor) => tensor.Type.IsFloat ? "" : $" of {tensor.Type}";
}
