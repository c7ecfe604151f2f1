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
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.Float64)]
    [InlineData(ElementType.Int64)]
    [InlineData(ElementType.Int16)]
    public void Numbers_read_in_pieces_are_those_of_the_whole(ElementType type)
    {
        const int Count = 150_001; // more than two pieces of 65,536
        byte[] bytes = [.. Enumerable.Range(0, Count).SelectMany(i => type switch
        {
            ElementType.Float32 => BitConverter.GetBytes((float)(i % 30_000)),
            ElementType.Float64 => BitConverter.GetBytes((double)(i % 30_000)),
            ElementType.Int64 => BitConverter.GetBytes((long)(i % 30_000)),
            _ => BitConverter.GetBytes((short)(i % 30_000)),
        })];
        SafeTensors.Write(scratch.At("w"), new([new("first", Tensor.Scalar(7)), new("w", Tensor.Lazy(type, [Count], () => bytes))]));
        using WeightFile file = WeightFile.Open(scratch.At("w"));
        float[] expected = [.. Enumerable.Range(0, Count).Select(i => (float)(i % 30_000))];
        Assert.Equal(expected, file.Tensors["w"].ToFloats());
        Assert.Equal(expected, file.Tensors["w"].AsFloat32().Reshape([1, Count]).ToFloats());
    }

    [Fact]
    public void A_file_that_shrinks_while_it_is_read_is_named()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not let a mapped file shrink");
        SafeTensors.Write(scratch.At("w"), new([new("w", Tensor.Of([1000], new float[1000]))]));
        using WeightFile file = WeightFile.Open(scratch.At("w"));
        using (FileStream stream = new(scratch.At("w"), FileMode.Open))
        {
            stream.SetLength(500);
        }
        Assert.Equal($"{scratch.At("w")} has become shorter while it was read. Copy it to a place where nothing changes it.", Assert.Throws<WeightFileException>(file.Tensors["w"].ToFloats).Message);
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
