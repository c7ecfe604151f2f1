using System.Globalization;
using Graft.Graphs;
using Graft.Models;
using Graft.Onnx;
using Graft.Runs;

namespace Graft.Inference;

/// <summary>A model that names pictures, with everything that it needs to know: its session, its labels, and how it wants its pictures. One thread at a time may run it.</summary>
public sealed class ImageClassifier : IDisposable
{
    private readonly OnnxSession session;
    private readonly string place;
    private readonly bool endsInSoftmax;

    private ImageClassifier(OnnxSession session, Graph graph, ModelTrust trust, string place, Preprocessing? given)
    {
        (this.session, this.place, Graph, Trust) = (session, place, graph, trust);
        endsInSoftmax = graph.Producer(graph.Outputs[0])?.Op.Name == "Softmax";
        Shape input = session.Input.Type.Shape, output = session.Outputs[0].Type.Shape;
        if (input.Rank != 4 || input[1] != 3)
        {
            throw new InferenceException($"{place}: the input '{session.Input.Name}' has the shape {input}, but a network for colour pictures takes (N, 3, height, width).");
        }
        FixedBatch = input[0] == Shape.Dynamic ? null : (int)input[0];
        AssumesPreprocessing = given is null && graph.Preprocessing is null;
        Preprocessing = Fit(given ?? graph.Preprocessing ?? Preprocessing.ImageNet, input);
        Labels = [.. graph.Labels];
        Classes = Labels.Count > 0 ? Labels.Count : (int)output.Skip(1).Aggregate(1L, (product, size) => product * size);
        if (Classes < 1)
        {
            throw new InferenceException($"{place}: the output '{session.Outputs[0].Name}' has the shape {output}, but a classifier makes (N, classes). A network without its head cannot name anything: train one with 'graft train --model'.");
        }
    }

    /// <summary>The network as data; weights are read when they are looked at.</summary>
    public Graph Graph { get; }

    /// <summary>What the model knows of its own reliability.</summary>
    public ModelTrust Trust { get; }

    /// <summary>How pictures are made ready for the model.</summary>
    public Preprocessing Preprocessing { get; }

    /// <summary>Whether neither the model nor the caller said how pictures are made ready, so that the way of most ImageNet networks is taken.</summary>
    public bool AssumesPreprocessing { get; }

    /// <summary>Class names in the order of the logits; empty where the model does not know them.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>The one batch size that the model can run; null for any.</summary>
    public int? FixedBatch { get; }

    /// <summary>The name of a class; its number where the model does not know names.</summary>
    public string LabelOf(int index) => Labels.Count > 0 ? Labels[index] : index.ToString(CultureInfo.InvariantCulture);

    /// <summary>Opens a model file, or the model that a run made.</summary>
    /// <param name="path">An ONNX file, or the folder of a run.</param>
    /// <param name="preprocessing">In place of what the model says about itself.</param>
    /// <exception cref="InferenceException">There is no model, or it is none for colour pictures.</exception>
    /// <exception cref="OnnxException">The file is no ONNX file or is damaged.</exception>
    /// <exception cref="RunException">The folder holds no run.</exception>
    public static ImageClassifier Open(string path, Preprocessing? preprocessing = null, OnnxSessionOptions? options = null)
    {
        string file = FileOf(path);
        Graph graph = OnnxReader.Read(file);
        ModelTrust trust = ModelTrust.Of(graph);
        return Owning(new OnnxSession(file, options, FeaturesFor(graph, trust)), session => new ImageClassifier(session, graph, trust, path, preprocessing));
    }

    /// <summary>Makes a graph ready to run.</summary>
    /// <exception cref="InferenceException">It is no model for colour pictures.</exception>
    public static ImageClassifier Of(Graph graph, OnnxSessionOptions? options = null)
    {
        ModelTrust trust = ModelTrust.Of(graph);
        Graph run = FeaturesFor(graph, trust) is { } features ? graph with { Outputs = [.. graph.Outputs, features] } : graph;
        return Owning(new OnnxSession(run, options), session => new ImageClassifier(session, graph, trust, graph.Name, null));
    }

    /// <summary>The model file that a path means: itself, or the result of the run in that folder.</summary>
    /// <exception cref="InferenceException">There is none.</exception>
    public static string FileOf(string path)
    {
        if (!Directory.Exists(path))
        {
            return File.Exists(path) ? path : throw new InferenceException($"'{path}' is neither a model file nor the folder of a run. Name model.onnx, or the folder that 'graft train --out' was given.");
        }
        // What the run says of itself takes a tenth of the time from start to answer to read, and matters only where there is no result.
        if (Path.Combine(path, RunDirectory.ModelName) is var model && File.Exists(model))
        {
            return model;
        }
        throw new InferenceException($"the run in '{path}' has no {RunDirectory.ModelName} yet: it stopped at step {RunDirectory.Open(path).Info.Step}. Let it end, or go on with: graft train --resume {path}");
    }

    /// <summary>Runs the model on a batch.</summary>
    /// <param name="pictures">(batch, 3, height, width) float32, as <see cref="Preprocessing"/> says.</param>
    /// <param name="logits">Receives (batch, classes): logits, or the logarithm of probabilities where the model ends in a softmax.</param>
    /// <exception cref="InferenceException">The model makes something else.</exception>
    public void Run(ReadOnlyMemory<float> pictures, int batch, Span<float> logits)
    {
        ReadOnlySpan<float> output = session.Run(pictures, batch, Preprocessing.Height, Preprocessing.Width);
        if (output.Length != batch * (long)Classes)
        {
            throw new InferenceException(Labels.Count > 0
                ? $"{place}: the model makes {output.Length / batch} numbers for a picture, but has {Classes} labels. The file is damaged; export it again."
                : $"{place}: the model makes {output.Length / batch} numbers for a picture of {Preprocessing.Width}×{Preprocessing.Height}, but {Classes} are expected. Resize the pictures to the model's own size.");
        }
        output.CopyTo(logits);
        if (endsInSoftmax)
        {
            foreach (ref float value in logits[..output.Length])
            {
                value = MathF.Log(MathF.Max(value, float.Epsilon));
            }
        }
    }

    /// <summary>How strange a picture of the last run is; null where the model cannot tell. It comes from the same run as the logits.</summary>
    /// <param name="picture">Its place in the batch.</param>
    /// <param name="logits">Of the picture, as <see cref="Run"/> gave them.</param>
    /// <exception cref="InferenceException">The model's features are not those that its statistics are of.</exception>
    public OutOfDistribution? DistributionOf(int picture, ReadOnlySpan<float> logits)
    {
        if (Trust.Distribution is not { } check || session.Outputs.Count < 2)
        {
            return null;
        }
        ReadOnlySpan<float> features = session.Last(session.Outputs.Count - 1);
        return features.Length >= (picture + 1) * check.Width && features.Length % check.Width == 0 ? check.Judge(features.Slice(picture * check.Width, check.Width), logits)
            : throw new InferenceException($"{place}: the metadata '{ModelTrust.DistributionKey}' is of {check.Width} features, but the model has others. Remove the key, or train the model again.");
    }

    public void Dispose() => session.Dispose();

    /// <summary>The value that the statistics of a model are of, where it has any.</summary>
    private static string? FeaturesFor(Graph graph, ModelTrust trust) =>
        trust.Distribution is not null && graph.Features is { } features && graph.Producer(features) is not null && !graph.Outputs.Contains(features) ? features : null;

    /// <summary>The model's own picture size, where its file fixes one.</summary>
    private Preprocessing Fit(Preprocessing preprocessing, Shape input)
    {
        (int height, int width) = ((int)input[2], (int)input[3]);
        bool free = input[2] == Shape.Dynamic || input[3] == Shape.Dynamic;
        return free || (preprocessing.Height == height && preprocessing.Width == width) ? preprocessing
            : AssumesPreprocessing ? preprocessing.At(height) with { Width = width }
            : throw new InferenceException($"{place}: the model takes pictures of {width}×{height} pixels, but its preprocessing makes {preprocessing.Width}×{preprocessing.Height}. Give the model's own size.");
    }

    private static ImageClassifier Owning(OnnxSession session, Func<OnnxSession, ImageClassifier> make)
    {
        try
        {
            return make(session);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
