using Graft.Onnx;
using Graft.Tests;

namespace Graft.Core.Tests.Onnx;

/// <summary>Writes files of every operation for bench/check_onnx.py, when a folder for them is named.</summary>
public class SampleFilesTests
{
    [Fact]
    public void Writes_files_for_the_checker()
    {
        string folder = Environment.GetEnvironmentVariable("GRAFT_SAMPLES") ?? "";
        Assert.SkipWhen(folder.Length == 0, "name a folder in GRAFT_SAMPLES to get a file of every operation for bench/check_onnx.py");
        Directory.CreateDirectory(folder);
        foreach (Type operation in OperationSamples.Operations)
        {
            for (int seed = 0; seed < 8; seed++)
            {
                OnnxWriter.Write(OperationSamples.Build(operation, seed), Path.Combine(folder, $"{operation.Name}-{seed}.onnx"));
            }
        }
        for (int seed = 0; seed < 8; seed++)
        {
            OnnxWriter.Write(OperationSamples.Network(seed), Path.Combine(folder, $"network-{seed}.onnx"), mostBytes: seed % 2 == 0 ? 0 : int.MaxValue);
        }
    }
}
