using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Graft.Inference;

/// <summary>ONNX Runtime's reports to its maker, switched off.</summary>
/// <remarks>Since 1.29 its official builds for Linux and macOS send events about each session (names and hashes of models among them) to Microsoft unless this variable is set when they begin (microsoft/onnxruntime#27379); on Windows a call stops them.</remarks>
internal static partial class Telemetry
{
    public const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>Must run before anything else of ONNX Runtime.</summary>
    public static void SwitchOff()
    {
        if (!OperatingSystem.IsWindows())
        {
            // .NET keeps variables to itself on Unix; native code sees the C library's alone.
            _ = SetVariable(Variable, "1", overwrite: 1);
        }
        OrtEnv.Instance().DisableTelemetryEvents();
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
