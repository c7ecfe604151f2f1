using Graft.Graphs;
using Graft.Imaging;
using Graft.Inference;
using Graft.Onnx;
using Graft.Recipes;
using Graft.Runs;
using Graft.Weights;

namespace Graft.Seed;

/// <summary>A number that a finished run answers with; all are top-1 in 0 … 1.</summary>
internal sealed record Question(string Name, Func<string, ImageDataset, double> Answer)
{
    /// <summary>On the test pictures, prepared as the model file says, or with mistakes of inference.</summary>
    public static Question Test(string name, CompatOptions? mistakes = null) => new(name, (run, data) => Top1(OnnxReader.Read(ModelOf(run)), data, mistakes));

    /// <summary>On the test pictures that fill batches of 128.</summary>
    public static Question Remainder(string name) => new(name, (run, data) => Top1(OnnxReader.Read(ModelOf(run)), data, null, new() { Batch = 128, DropLast = true }));

    /// <summary>The highest on the test pictures of all the states at which the run was evaluated.</summary>
    public static Question BestOfTest(string name) => new(name, (run, data) => Checkpoints(run).Max(checkpoint => Top1(At(run, checkpoint), data, null)));

    /// <summary>On the test pictures, with the weights of the last step.</summary>
    public static Question LastState(string name) => new(name, (run, data) => Top1(At(run, Checkpoints(run)[^1]), data, null));

    /// <summary>What the run's own log says last.</summary>
    public static Question Claimed(string name) => new(name, (run, _) => JsonLinesLog.Read(Path.Combine(run, "log.jsonl")).OfType<Evaluated>().Last().Top1);

    private static string ModelOf(string run) => Path.Combine(run, "model.onnx");

    private static IReadOnlyList<string> Checkpoints(string run) => RunDirectory.Open(run).Checkpoints();

    private static double Top1(Graph graph, ImageDataset data, CompatOptions? mistakes, EvaluatorOptions? options = null)
    {
        using ImageClassifier model = ImageClassifier.Of(mistakes is null ? graph : graph with { Preprocessing = mistakes.AtInference(graph.Preprocessing!) });
        return new Evaluator(model, options).Evaluate(data, Split.Test).Report.Top1.Value;
    }

    /// <summary>The network with the weights of a checkpoint.</summary>
    private static Graph At(string run, string checkpoint)
    {
        const string prefix = "weight/";
        Graph graph = OnnxReader.Read(ModelOf(run));
        WeightFile file = WeightFile.Open(checkpoint); // the graph reads from it, so it stays open
        return graph with { Weights = graph.Weights.With(file.Tensors.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(pair => KeyValuePair.Create(pair.Key[prefix.Length..], pair.Value))) };
    }
}
