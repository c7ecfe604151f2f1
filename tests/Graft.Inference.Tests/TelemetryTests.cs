using System.Runtime.InteropServices;
using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Inference.Tests;

public partial class TelemetryTests
{
    /// <summary>What ONNX Runtime looks at when it begins; without it, its builds for Linux and macOS report to Microsoft.</summary>
    [Fact]
    public void ONNX_Runtime_is_told_to_report_to_nobody()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there a call does it");
        GraphBuilder builder = new("one step");
        using OnnxSession session = new(builder.Build(builder.Add("logits", new Flatten(), builder.Input("image", [Shape.Dynamic, 3, 2, 2]))));
        Assert.Equal("1", Marshal.PtrToStringUTF8(GetVariable("ORT_DISABLE_TELEMETRY")));
    }

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetVariable(string name);
}
