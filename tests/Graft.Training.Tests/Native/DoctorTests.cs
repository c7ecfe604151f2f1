using Graft.Training.Native;

namespace Graft.Training.Tests.Native;

public class DoctorTests
{
    [Fact]
    public void Every_part_that_Graft_stands_on_has_its_row()
    {
        IReadOnlyList<DoctorRow> rows = Doctor.Examine();
        Assert.Equal(["system", "processor", "memory", "Graft", "SkiaSharp", "ONNX Runtime", "weights", "libtorch", "TorchSharp", "threads", "device"],
            rows.Select(row => row.Topic).Where(topic => topic is not ("C library" or "allocator")).Distinct());
        Assert.All(rows, row => Assert.NotEqual(DoctorStatus.Fail, row.Status));
        Assert.All(rows, row => Assert.Equal(row.Status == DoctorStatus.Ok, row.Remedy is null));
    }

    [Fact]
    public void A_libtorch_that_cannot_be_loaded_is_a_row_with_a_remedy()
    {
        (string output, int exitCode) = ChildProcess.Run("doctor", ("GRAFT_LIBTORCH", "/nonexistent"));
        Assert.Equal(0, exitCode);
        Assert.Contains("Topic = libtorch, Fact = /nonexistent: asked for by GRAFT_LIBTORCH, but there is no", output);
        Assert.Contains("Status = Fail, Remedy = Give the folder of an installed PyTorch 2.10", output);
        Assert.Contains("Topic = ONNX Runtime", output);
    }
}
