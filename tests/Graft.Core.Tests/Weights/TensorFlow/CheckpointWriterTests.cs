using Graft.Core.Tests.Runs;
using Graft.Graphs;
using Graft.Recipes;
using Graft.Weights;

namespace Graft.Core.Tests.Weights.TensorFlow;

public sealed class CheckpointWriterTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData(1, false, 1 << 18)]
    [InlineData(1, true, 300)]
    [InlineData(3, false, 1)]
    [InlineData(2, true, 4096)]
    public void What_was_written_of_random_shapes_in_random_parts_is_read(int shards, bool packed, int blockSize)
    {
        AddressedRandom draw = new(shards, blockSize);
        WrittenTensor[] tensors = [.. Enum.GetValues<ElementType>().SelectMany(type => Enumerable.Range(0, 6), (type, i) => Draw($"{type}/{i}", type, ref draw))];
        CheckpointWriter.WriteV1(scratch.At("v1.ckpt"), tensors, shards, packed, blockSize);
        CheckpointWriter.WriteV2(scratch.At("v2.ckpt"), tensors, shards, packed, blockSize);
        foreach (string name in new[] { "v1.ckpt", "v2.ckpt" })
        {
            using WeightFile file = WeightFile.Open(scratch.At(name));
            Assert.Equal(tensors.Length, file.Tensors.Count);
            Assert.All(tensors, tensor =>
            {
                Tensor read = file.Tensors[tensor.Name];
                Assert.Equal((tensor.Type, Shape.Of(tensor.Sizes)), (read.Type, read.Shape));
                Assert.Equal(tensor.Bytes, read.Bytes.ToArray());
                Assert.Equal(Tensor.Lazy(tensor.Type, read.Shape, () => tensor.Bytes).ToFloats(), read.ToFloats());
            });
        }
    }

    [Fact]
    public void Many_entries_in_one_block_are_found_by_halves()
    {
        WrittenTensor[] tensors = [.. Enumerable.Range(0, 3000).Select(i => new WrittenTensor($"layer{i * 7919 % 3000:0000}/weights", ElementType.Int32, [], BitConverter.GetBytes(i)))];
        CheckpointWriter.WriteV1(scratch.At("many.ckpt"), tensors);
        using WeightFile file = WeightFile.Open(scratch.At("many.ckpt"));
        Assert.All(tensors, tensor => Assert.Equal(tensor.Bytes, file.Tensors[tensor.Name].Bytes.ToArray()));
    }

    private static WrittenTensor Draw(string name, ElementType type, ref AddressedRandom draw)
    {
        AddressedRandom sizes = new(draw.Next(1 << 20));
        long[] shape = [.. Enumerable.Range(0, sizes.Next(5)).Select(_ => (long)sizes.Next(9) + 1)];
        var bytes = new byte[shape.Aggregate((long)type.Size, (product, size) => product * size)];
        for (int i = 0; i < bytes.Length; i++)
        {
            // Few values, so that blocks can be packed; no bit patterns of floats that are not numbers.
            bytes[i] = type == ElementType.Bool ? (byte)sizes.Next(2) : (byte)(i % type.Size == type.Size - 1 && type.IsFloat ? 0x3E : sizes.Next(4));
        }
        return new(name, type, shape, bytes, shape.Length == 0 || sizes.Next(2) == 0 ? [] : [.. Cut([.. shape.Select(size => (0L, size))], ref sizes, depth: 3)]);
    }

    /// <summary>Cuts a box in two along an axis, and the pieces again.</summary>
    private static IEnumerable<(long, long)[]> Cut((long Start, long Length)[] box, ref AddressedRandom draw, int depth)
    {
        int axis = draw.Next(box.Length);
        if (depth == 0 || box[axis].Length < 2)
        {
            return [box];
        }
        long at = 1 + draw.Next((int)box[axis].Length - 1);
        (long Start, long Length)[] one = [.. box], other = [.. box];
        (one[axis], other[axis]) = ((box[axis].Start, at), (box[axis].Start + at, box[axis].Length - at));
        return [.. Cut(one, ref draw, depth - 1), .. Cut(other, ref draw, depth - 1)];
    }
}
