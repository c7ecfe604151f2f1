using System.Runtime.InteropServices;
using Graft.Graphs;
using Graft.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace Graft.Inference;

/// <summary>A model ready to run forward on ONNX Runtime. One thread at a time may run it; <see cref="Lane"/> serves others.</summary>
/// <remarks>The buffers of outputs are kept from run to run as long as the shape stays, so a run allocates no memory that grows with the batch.</remarks>
public sealed class OnnxSession : IDisposable
{
    /// <summary>From this size on a graph goes through a file on disk instead of through memory.</summary>
    private const long MostInMemory = 512 << 20;

    private readonly string place;
    private readonly TemporaryModel? file;
    private readonly InferenceSession session;
    private readonly RunOptions run = new();
    private readonly OutputBuffers buffers;
    private readonly bool shared;

    static OnnxSession() => Telemetry.SwitchOff();

    /// <summary>Loads a model from its file, with the shapes that the file states.</summary>
    /// <param name="inner">A value within the network that becomes one more output, the last; the file stays as it is.</param>
    /// <exception cref="InferenceException">ONNX Runtime cannot load it.</exception>
    public OnnxSession(string path, OnnxSessionOptions? options = null, string? inner = null)
        : this(path, options, null, settings => File.Exists(path) ? Open(path, inner, settings) : throw new InferenceException($"{path}: there is no such file."))
    {
    }

    /// <summary>Loads a graph. Its file lies in memory only while it loads; from half a GiB on it goes through a temporary file, which goes with the session.</summary>
    /// <exception cref="InferenceException">ONNX Runtime cannot load it.</exception>
    /// <exception cref="OnnxException">ONNX cannot express the graph.</exception>
    public OnnxSession(Graph graph, OnnxSessionOptions? options = null)
        : this(graph, options, MostInMemory)
    {
    }

    /// <param name="mostInMemory">The bytes of weights from which on a graph goes through a file.</param>
    internal OnnxSession(Graph graph, OnnxSessionOptions? options, long mostInMemory)
        : this(graph, options, graph.Weights.Sum(weight => weight.Value.ByteLength) > mostInMemory ? new TemporaryModel(graph) : null)
    {
    }

    private OnnxSession(Graph graph, OnnxSessionOptions? options, TemporaryModel? file)
        : this(graph.Name, options, file, settings => file is null ? new InferenceSession(OnnxWriter.ToArray(graph), settings) : new InferenceSession(file.Path, settings))
    {
    }

    private OnnxSession(string place, OnnxSessionOptions? options, TemporaryModel? file, Func<SessionOptions, InferenceSession> create)
    {
        (this.place, this.file) = (place, file);
        try
        {
            session = SessionFactory.Create(place, options ?? new(), create);
            (Input, Outputs) = (TypesOf(session.InputMetadata, "input")[0], TypesOf(session.OutputMetadata, "output"));
            buffers = new(Outputs);
        }
        catch
        {
            session?.Dispose();
            file?.Dispose();
            throw;
        }
    }

    private OnnxSession(OnnxSession other)
    {
        (place, session, shared, Input, Outputs) = (other.place, other.session, true, other.Input, other.Outputs);
        buffers = new(Outputs);
    }

    /// <summary>The picture input: name and shape (N, channels, height, width); a size that may vary is <see cref="Shape.Dynamic"/>.</summary>
    public GraphInput Input { get; }

    /// <summary>Names and shapes of the outputs.</summary>
    public IReadOnlyList<GraphInput> Outputs { get; }

    /// <summary>Runs the model on a batch and returns its first output, row-major, one row for each picture; it is overwritten by the next run.</summary>
    /// <param name="input">(batch, channels, height, width) 32-bit floats, row-major.</param>
    /// <exception cref="InferenceException">The input does not fit the model.</exception>
    public ReadOnlySpan<float> Run(ReadOnlyMemory<float> input, int batch, int height, int width)
    {
        Check(input.Length, batch, height, width);
        return Run(input, [batch, Input.Type.Shape[1], height, width]);
    }

    /// <summary>The same for a model whose input need not be pictures.</summary>
    /// <param name="shape">Of the input; the batch first.</param>
    /// <exception cref="InferenceException">The input does not fit the model.</exception>
    public ReadOnlySpan<float> Run(ReadOnlyMemory<float> input, Shape shape)
    {
        try
        {
            using OrtValue value = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, MemoryMarshal.AsMemory(input), [.. shape]);
            return buffers.Run(session, run, Input.Name, value, shape);
        }
        catch (OnnxRuntimeException error)
        {
            throw new InferenceException($"{place}: the model failed on an input of {shape}: {error.Message} Try the picture size that the model was made for, or a smaller batch.", error);
        }
    }

    /// <summary>An output of the last run, row-major; it is overwritten by the next run.</summary>
    /// <param name="output">Its place among <see cref="Outputs"/>.</param>
    public ReadOnlySpan<float> Last(int output) => buffers.Last(output);

    /// <summary>The same model for one more thread: weights are shared, outputs are not. It must be disposed of before this.</summary>
    public OnnxSession Lane() => new(this);

    public void Dispose()
    {
        buffers.Dispose();
        run.Dispose();
        if (!shared)
        {
            session.Dispose();
            file?.Dispose();
        }
    }

    /// <summary>Opens a file with its weights mapped where they lie; ONNX Runtime by itself would read them into memory, and copy them from there.</summary>
    private static InferenceSession Open(string path, string? inner, SessionOptions settings)
    {
        OnnxOutline outline;
        try
        {
            outline = OnnxOutline.Read(path);
        }
        catch (OnnxException)
        {
            return new InferenceSession(path, settings); // which says what is wrong with the file
        }
        settings.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", Path.GetDirectoryName(outline.Path)!);
        return new InferenceSession((inner is null ? outline.Model : outline.WithOutput(inner)).ToArray(), settings);
    }

    private void Check(int values, int batch, int height, int width)
    {
        Shape expected = Input.Type.Shape;
        if (expected.Rank != 4 || expected[1] < 1)
        {
            throw new InferenceException($"{place}: the input '{Input.Name}' has the shape {expected}, but a picture model takes (N, channels, height, width) with a known number of channels.");
        }
        Shape given = [batch, expected[1], height, width];
        if (batch < 1 || height < 1 || width < 1 || Enumerable.Range(0, 4).Any(axis => expected[axis] != Shape.Dynamic && expected[axis] != given[axis]))
        {
            throw new InferenceException($"{place}: the input '{Input.Name}' takes {expected}, but {given} was given. Resize the pictures to the model's size, or export the model for other sizes.");
        }
        if (values != given.Elements)
        {
            throw new InferenceException($"{place}: {given} takes {given.Elements} values, but {values} were given.");
        }
    }

    private GraphInput[] TypesOf(IReadOnlyDictionary<string, NodeMetadata> values, string what) => values.Count == 0 ? throw new InferenceException($"{place}: the model has no {what}.") :
    [
        .. values.Select(value => value.Value.IsTensor && value.Value.ElementType == typeof(float)
            ? new GraphInput(value.Key, new(ElementType.Float32, [.. value.Value.Dimensions.Select(size => size > 0 ? size : Shape.Dynamic)]))
            : throw new InferenceException($"{place}: the {what} '{value.Key}' holds {value.Value.ElementType?.Name ?? "no tensor"}, but Graft runs models on 32-bit floats. Export the model for them.")),
    ];
}
