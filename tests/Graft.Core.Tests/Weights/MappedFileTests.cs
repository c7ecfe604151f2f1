using System.Runtime.CompilerServices;
using Graft.Core.Tests.Runs;
using Graft.Graphs;
using Graft.Models;
using Graft.Tests;
using Graft.Weights;

namespace Graft.Core.Tests.Weights;

public sealed class MappedFileTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Parts_are_the_bytes_of_the_file_and_never_more()
    {
        File.WriteAllBytes(scratch.At("w"), [1, 2, 3, 4, 5]);
        using MappedFile file = new(scratch.At("w"));
        Assert.Equal([2, 3], file.Memory(1, 2).ToArray());
        Assert.Equal([4, 5], file.Peek(3, 10));
        Assert.Empty(file.Peek(9, 10));
        Assert.True(file.Memory(5, 0).IsEmpty);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Memory(4, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Memory(-1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Memory(long.MaxValue, 2));
    }

    [Fact]
    public void A_file_that_nobody_closes_is_let_go_when_nothing_refers_to_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux's list of mappings");
        string path = scratch.At("w");
        File.WriteAllBytes(path, new byte[10_000]);
        Assert.Equal(20, MapWithoutClosing(path, 20));
        for (int i = 0; i < 20 && Mappings(path) > 0; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.Equal(0, Mappings(path));
    }

    [Fact]
    public void A_tensor_alone_keeps_its_file_open()
    {
        Tensor tensor = Lone();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal([-4.5f, -3, -1.5f, 0, 1.5f, 3], tensor.ToFloats());

        [MethodImpl(MethodImplOptions.NoInlining)]
        static Tensor Lone() => WeightFile.Open(WeightFixtures.PathOf("types-zip.pth")).Tensors["float32"];
    }

    [Theory]
    [InlineData("mobilenet_v2-imagenet-backbone.pth")]
    [InlineData("mobilenet_v2-imagenet-backbone.safetensors")]
    [InlineData("mobilenet_v2-imagenet-backbone.onnx")]
    public void Loading_a_real_file_and_reading_all_of_it_copies_a_small_part_of_it(string name)
    {
        string path = Path.Combine(TestData.Require("weights"), name);
        Graph graph = Architectures.Find("mobilenet_v2").Build();
        Measure(graph, path); // once for what is only made once
        Assert.InRange(Measure(graph, path), 1, new FileInfo(path).Length / 3);

        static long Measure(Graph graph, string path)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            (Graph loaded, LoadReport report) = graph.Load(path);
            long sum = report.Loaded.Sum(weight => (long)loaded.Weights[weight.Name].Bytes.Span[^1]);
            return GC.GetAllocatedBytesForCurrentThread() - before + (sum & 0);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int MapWithoutClosing(string path, int times)
    {
        ReadOnlyMemory<byte>[] parts = [.. Enumerable.Range(0, times).Select(_ => new MappedFile(path).Memory(0, 1))];
        int mappings = Mappings(path);
        GC.KeepAlive(parts);
        return mappings;
    }

    private static int Mappings(string path) => File.ReadLines("/proc/self/maps").Count(line => line.EndsWith(path, StringComparison.Ordinal));
}
