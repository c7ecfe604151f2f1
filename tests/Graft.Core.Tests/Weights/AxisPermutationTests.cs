using Graft.Core.Tests.Runs;
using Graft.Graphs;
using Graft.Recipes;
using Graft.Weights;

namespace Graft.Core.Tests.Weights;

public sealed class AxisPermutationTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Every_place_gets_the_number_that_its_axes_say(int unit)
    {
        AddressedRandom draw = new(unit);
        for (int round = 0; round < 300; round++)
        {
            int rank = draw.Next(6);
            long[] sizes = [.. Enumerable.Range(0, rank).Select(_ => (long)draw.Next(round % 3 == 0 ? 2 : 6) + (round % 20 == 0 ? 0 : 1))];
            int[] order = [.. Enumerable.Range(0, rank)];
            for (int i = 0; i < rank; i++)
            {
                int other = draw.Next(rank);
                (order[i], order[other]) = (order[other], order[i]);
            }
            Check(sizes, order, unit);
        }
    }

    [Theory]
    [InlineData(new long[] { 3, 3, 20, 70 }, new[] { 3, 2, 0, 1 })] // a convolution
    [InlineData(new long[] { 7, 7, 5, 33 }, new[] { 3, 2, 0, 1 })]
    [InlineData(new long[] { 3, 3, 40, 1 }, new[] { 2, 3, 0, 1 })] // a depthwise one
    [InlineData(new long[] { 50, 37 }, new[] { 1, 0 })] // a dense one
    [InlineData(new long[] { 4, 6, 8 }, new[] { 0, 1, 2 })]
    [InlineData(new long[] { 4, 6, 8 }, new[] { 1, 0, 2 })]
    [InlineData(new long[0], new int[0])]
    public void So_it_does_in_the_layouts_that_networks_have(long[] sizes, int[] order) => Check(sizes, order, 4);

    [Theory]
    [InlineData(new long[] { 3, 3, 200, 700 }, new[] { 3, 2, 0, 1 })]
    [InlineData(new long[] { 1, 1, 1300, 1000 }, new[] { 3, 2, 0, 1 })]
    [InlineData(new long[] { 3, 400000 }, new[] { 1, 0 })] // too few rows to split
    [InlineData(new long[] { 400000, 3 }, new[] { 1, 0 })]
    public void Numbers_of_a_file_are_read_in_pieces(long[] sizes, int[] order)
    {
        byte[] bytes = new byte[sizes.Aggregate(4L, (product, size) => product * size) + 12];
        new Random(3).NextBytes(bytes);
        File.WriteAllBytes(scratch.At("numbers"), bytes);
        using MappedFile file = new(scratch.At("numbers"));
        var written = new byte[bytes.Length - 12];
        new AxisPermutation(Shape.Of(sizes), order, 4).Write(file.Memory(5, written.Length), written);
        var expected = new byte[written.Length];
        new AxisPermutation(Shape.Of(sizes), order, 4).Write(bytes.AsMemory(5, expected.Length), expected);
        Assert.True(written.AsSpan().SequenceEqual(expected));
        Assert.True(expected.AsSpan().SequenceEqual(ByDefinition(bytes.AsSpan(5, expected.Length), sizes, order, 4)));
    }

    [Fact]
    public void A_file_that_was_closed_is_named_though_several_threads_find_out()
    {
        File.WriteAllBytes(scratch.At("numbers"), new byte[4 * 3000 * 1000]);
        MappedFile file = new(scratch.At("numbers"));
        ReadOnlyMemory<byte> bytes = file.Memory(0, 4 * 3000 * 1000);
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => new AxisPermutation([3000, 1000], [1, 0], 4).Write(bytes, new byte[bytes.Length]));
    }

    private static void Check(long[] sizes, int[] order, int unit)
    {
        var from = new byte[sizes.Aggregate((long)unit, (product, size) => product * size)];
        new Random(7).NextBytes(from);
        var to = new byte[from.Length];
        new AxisPermutation(Shape.Of(sizes), order, unit).Write(from, to);
        Assert.Equal(ByDefinition(from, sizes, order, unit), to);
    }

    private static byte[] ByDefinition(ReadOnlySpan<byte> from, long[] sizes, int[] order, int unit)
    {
        var to = new byte[from.Length];
        var place = new long[sizes.Length];
        for (int at = 0; at < to.Length; at += unit)
        {
            // Where the result's place lies in the source: the digits of its number, each under the axis it came from.
            long rest = at / unit, source = 0;
            for (int i = order.Length - 1; i >= 0; i--)
            {
                (rest, place[order[i]]) = Math.DivRem(rest, sizes[order[i]]);
            }
            for (int axis = 0; axis < sizes.Length; axis++)
            {
                source = (source * sizes[axis]) + place[axis];
            }
            from.Slice((int)source * unit, unit).CopyTo(to.AsSpan(at));
        }
        return to;
    }
}
