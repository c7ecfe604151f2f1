using Graft.Graphs;
using Graft.Imaging;
using Graft.Inference;
using Graft.Recipes;

namespace Graft.Training;

/// <summary>Measures a network on the validation pictures, as <c>graft evaluate</c> would: by ONNX Runtime, with the model's own preprocessing.</summary>
internal static class Validation
{
    /// <summary>Measures the state of a run: on cached features where its network begins with a frozen part.</summary>
    public static ClassificationReport Measure(TrainingParts parts)
    {
        Graph trained = parts.Network.ToGraph(parts.Average);
        return parts.Prefix?.Measure(trained) ?? Measure(trained, parts.Data, parts.Recipe);
    }

    private static ClassificationReport Measure(Graph graph, ImageDataset data, Recipe recipe)
    {
        using ImageClassifier classifier = ImageClassifier.Of(graph);
        return new Evaluator(classifier, new() { Batch = recipe.Data.ValidationBatch, DecodingThreads = recipe.Data.LoaderThreads, DropLast = recipe.Compat.DroppedRemainder }).Evaluate(data, Split.Validation).Report;
    }

    /// <summary>A table as rows, which JSON can write.</summary>
    public static int[][] Rows(int[,] table) => [.. Enumerable.Range(0, table.GetLength(0)).Select(row => Enumerable.Range(0, table.GetLength(1)).Select(column => table[row, column]).ToArray())];
}
