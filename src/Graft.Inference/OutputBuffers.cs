using Graft.Graphs;
using Microsoft.ML.OnnxRuntime;

namespace Graft.Inference;

/// <summary>Where a model's outputs go: memory that is kept while the shape of the input stays the same.</summary>
internal sealed class OutputBuffers(IReadOnlyList<GraphInput> outputs) : IDisposable
{
    private readonly string[] names = [.. outputs.Select(output => output.Name)];
    private Shape shape;
    private OrtValue[] values = [];
    private float[][] arrays = [];

    /// <summary>Runs the model and returns its first output.</summary>
    public ReadOnlySpan<float> Run(InferenceSession session, RunOptions options, string inputName, OrtValue input, Shape of)
    {
        if (values.Length > 0 && shape == of)
        {
            session.Run(options, [inputName], [input], names, values);
            return arrays[0];
        }
        // The first run for a shape tells the sizes of the outputs; the next ones write to the same place.
        using IDisposableReadOnlyCollection<OrtValue> made = session.Run(options, [inputName], [input], names);
        Clear();
        arrays = [.. made.Select(value => value.GetTensorDataAsSpan<float>().ToArray())];
        values = [.. made.Zip(arrays, (value, array) => OrtValue.CreateTensorValueFromMemory(array, value.GetTensorTypeAndShape().Shape))];
        shape = of;
        return arrays[0];
    }

    /// <summary>An output of the last run.</summary>
    public ReadOnlySpan<float> Last(int output) => arrays[output];

    public void Dispose() => Clear();

    private void Clear()
    {
        foreach (OrtValue value in values)
        {
            value.Dispose();
        }
        values = [];
    }
}
