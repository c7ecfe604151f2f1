using Graft.Core.Tests.Runs;
using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Onnx;

namespace Graft.Core.Tests.Weights;

public class HostileWeightsTests
{
    [Theory]
    [InlineData("types-zip.pth")]
    [InlineData("types-legacy.pth")]
    [InlineData("views-zip.pth")]
    [InlineData("checkpoint-legacy.pth")]
    [InlineData("protocol4-legacy.pth")]
    [InlineData("untyped.pth")]
    [InlineData("storage-view-legacy.pth")]
    [InlineData("types.safetensors")]
    public void A_damaged_file_is_refused_or_read_and_nothing_else_happens(string name) => Try(name, File.ReadAllBytes(WeightFixtures.PathOf(name)));

    [Fact]
    public void So_is_a_damaged_ONNX_model()
    {
        using ScratchFolder scratch = new();
        GraphBuilder builder = new("small");
        string x = builder.Add("conv", new Conv(new Window(3)), builder.Input("image", [Shape.Dynamic, 2, 5, 5]), builder.Weight("conv.weight", [3, 2, 3, 3], Initializer.Ones), builder.Weight("conv.bias", [3], Initializer.Zeros));
        OnnxWriter.Write(builder.Build(builder.Add("flat", new Flatten(), builder.Add("pool", new GlobalAveragePool(), x))), scratch.At("small.onnx"));
        byte[] sound = File.ReadAllBytes(scratch.At("small.onnx"));
        Assert.True(HostileWeights.Reads(sound));
        Try("small.onnx", sound);
    }

    private static void Try(string name, byte[] sound)
    {
        (int refused, int all, long most) = (0, 0, 0);
        foreach (byte[] damaged in HostileWeights.Damage(sound, random: 1000, seed: 5))
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            bool reads = HostileWeights.Reads(damaged);
            most = Math.Max(most, GC.GetAllocatedBytesForCurrentThread() - before);
            (refused, all) = (refused + (reads ? 0 : 1), all + 1);
        }
        Assert.InRange(refused, all / 4, all);
        Assert.InRange(most, 0, 1 << 20);
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {refused} of {all} refused, at most {most} bytes allocated");
    }
}
