using Microsoft.ML.OnnxRuntime;

namespace Graft.Inference.Exporting;

/// <summary>Runs a model file that takes pictures as bytes, the whole of it, as a program without Graft would. One thread at a time may run it.</summary>
/// <remarks><see cref="Predictor"/> and <see cref="ImageClassifier"/> run the network within such a file and prepare the pictures themselves.</remarks>
public sealed class PictureSession : IDisposable
{
    private readonly string place;
    private readonly InferenceSession session;
    private readonly RunOptions run = new();
    private readonly string input, output;

    /// <exception cref="InferenceException">ONNX Runtime cannot load the file, or it takes no pictures as bytes.</exception>
    public PictureSession(string path, OnnxSessionOptions? options = null)
    {
        place = path;
        session = SessionFactory.Create(path, options ?? new(), settings => new InferenceSession(path, settings));
        KeyValuePair<string, NodeMetadata> taken = session.InputMetadata.FirstOrDefault();
        if (taken.Value is not { IsTensor: true } value || value.ElementType != typeof(byte) || value.Dimensions is not [_, _, _, 3])
        {
            session.Dispose();
            throw new InferenceException($"{path}: the model takes no pictures as bytes (N, H, W, 3). Export it with --with-preprocessing, or run it by an {nameof(ImageClassifier)}.");
        }
        (input, output) = (taken.Key, session.OutputMetadata.First().Key);
        Side = value.Dimensions is [_, > 0 and int height, > 0 and int width, _] ? (height, width) : null;
    }

    /// <summary>The one size that pictures may have; null for any.</summary>
    public (int Height, int Width)? Side { get; }

    /// <summary>Names pictures of one size.</summary>
    /// <param name="pictures">(batch, height, width, 3) bytes: red, green, blue.</param>
    /// <returns>(batch, classes) probabilities.</returns>
    /// <exception cref="InferenceException">The pictures do not fit the model.</exception>
    public float[] Run(byte[] pictures, int batch, int height, int width)
    {
        if (pictures.Length != (long)batch * height * width * 3 || (Side is { } side && side != (height, width)))
        {
            throw new InferenceException($"{place}: {pictures.Length} bytes are not {batch} pictures of {width}×{height}{(Side is { } only ? $", or the model takes {only.Width}×{only.Height} alone" : "")}.");
        }
        try
        {
            using OrtValue value = OrtValue.CreateTensorValueFromMemory(pictures, [batch, height, width, 3]);
            using IDisposableReadOnlyCollection<OrtValue> made = session.Run(run, [input], [value], [output]);
            return made[0].GetTensorDataAsSpan<float>().ToArray();
        }
        catch (OnnxRuntimeException error)
        {
            throw new InferenceException($"{place}: the model failed on {batch} pictures of {width}×{height}: {error.Message}", error);
        }
    }

    public void Dispose()
    {
        run.Dispose();
        session.Dispose();
    }
}
