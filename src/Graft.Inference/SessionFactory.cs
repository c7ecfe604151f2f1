using Microsoft.ML.OnnxRuntime;

namespace Graft.Inference;

/// <summary>The one place where ONNX Runtime is set up.</summary>
internal static class SessionFactory
{
    static SessionFactory() => Telemetry.SwitchOff();

    /// <param name="place">What messages call the model.</param>
    /// <exception cref="InferenceException">ONNX Runtime cannot load the model, or is not there.</exception>
    public static InferenceSession Create(string place, OnnxSessionOptions options, Func<SessionOptions, InferenceSession> create)
    {
        try
        {
            using SessionOptions settings = new()
            {
                IntraOpNumThreads = Math.Max(0, options.Threads),
                InterOpNumThreads = 1,
                ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
                EnableCpuMemArena = options.KeepsMemory,
                EnableMemoryPattern = options.KeepsMemory,
                GraphOptimizationLevel = options.Prepares ? GraphOptimizationLevel.ORT_ENABLE_ALL : GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            };
            settings.AddSessionConfigEntry("session.intra_op.allow_spinning", options.Spins ? "1" : "0");
            // It makes padding with zeros before a max pooling the pooling's own, which never wins: wrong where nothing has rectified the values, as in ResNet v2 (onnxruntime issue 24737).
            settings.AddSessionConfigEntry("optimization.disable_specified_optimizers", "Pad_Fusion");
            return create(settings);
        }
        catch (OnnxRuntimeException error)
        {
            throw new InferenceException($"{place}: ONNX Runtime cannot load the model: {error.Message} Check that the file is a whole ONNX model, and export it again with opset 21 or older.", error);
        }
        catch (Exception error) when (error is TypeInitializationException or DllNotFoundException or BadImageFormatException)
        {
            throw new InferenceException($"{place}: the native library of ONNX Runtime cannot be loaded ({(error.InnerException ?? error).Message}). Restore the package Microsoft.ML.OnnxRuntime for this platform; 'graft doctor' says more.", error);
        }
    }
}
