using System.Buffers.Binary;
using System.Text;
using Graft.Weights;
using Graft.Weights.Pickles;
using Graft.Weights.Torch;

namespace Graft.Core.Tests.Weights;

/// <summary>Pickles that Python would choke on, or be robbed by.</summary>
public class PickleBombTests
{
    private const int Many = 1_500_000;

    private static readonly byte[] Stop = "."u8.ToArray();

    private static readonly Dictionary<string, (Func<byte[]> Pickle, string Refusal)> Bombs = new()
    {
        ["dictionaries"] = (() => Repeat("}"u8, Many), "holds more than 1000000 values at once"),
        ["marks"] = (() => Repeat("("u8, Many), "holds more than 1000000 values at once"),
        ["doubling"] = (() => [(byte)'N', .. Repeat("2"u8, Many)], "holds more than 1000000 values at once"),
        ["memo"] = (() => [(byte)'N', .. Repeat([0x94], Many)], "holds more than 1000000 values at once"),
        ["steps"] = (() => Repeat("N0"u8, 4_100_000), "takes more than 8000000 steps"),
        ["copied dictionaries"] = (() => [(byte)']', (byte)'q', 0, (byte)'(', .. Repeat([(byte)'N', (byte)'N', 0x86], 2000), (byte)'e', .. Global("collections", "OrderedDict"), (byte)'q', 1, .. Repeat([(byte)'h', 1, (byte)'h', 0, 0x85, (byte)'R', (byte)'0'], 1000)], "copies its dictionaries over and over"),
        ["long number"] = (() => [0x8B, 0xFF, 0xFF, 0xFF, 0x7F, 1, 2], "is cut off"),
        ["longer number"] = (() => [0x8B, 0, 0, 16, 0, .. new byte[1 << 20]], "a number in it has 1048576 bytes"),
        ["negative number"] = (() => [0x8B, 0xFF, 0xFF, 0xFF, 0xFF], "a length in it is negative"),
        ["text"] = (() => [(byte)'X', 0xFF, 0xFF, 0xFF, 0x7F, (byte)'a'], "is cut off"),
        ["wide text"] = (() => [0x8D, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], "beyond 2 GiB"),
        ["name without an end"] = (() => [(byte)'c', .. Repeat("a"u8, 5000)], "a line in it has no end"),
        ["call of a text"] = (() => [.. Text("os.system"), (byte)')', (byte)'R'], "calls what is no function"),
        ["call of a type"] = (() => [.. Global("torch", "FloatStorage"), (byte)')', (byte)'R'], "calls what is no function"),
        ["builtins"] = (() => Global("builtins", "eval"), "asks to run 'builtins.eval': refused"),
        ["getattr"] = (() => Global("__builtin__", "getattr"), "asks to run '__builtin__.getattr': refused"),
        ["dots"] = (() => [.. Text("torch"), .. Text("_utils._rebuild_tensor_v2.__globals__"), 0x93], "asks to run 'torch._utils._rebuild_tensor_v2.__globals__': refused"),
        ["extension"] = (() => [0x82, 1], "its instruction 0x82 is none that a state dict needs"),
        ["old protocol"] = (() => [(byte)'V', (byte)'a', (byte)'\n'], "its instruction 0x56 is none"),
        ["empty stack"] = (() => "0"u8.ToArray(), "takes a value where there is none"),
        ["mark as a value"] = (() => "(R"u8.ToArray(), "takes a value where there is none"),
        ["no mark"] = (() => "t"u8.ToArray(), "closes a list that was never opened"),
        ["odd dictionary"] = (() => "}(Nu"u8.ToArray(), "a key without a value"),
        ["append to None"] = (() => "NNa"u8.ToArray(), "appends to what is no list"),
        ["entry of None"] = (() => "NNNs"u8.ToArray(), "sets an entry of what is no dictionary"),
        ["unknown memo"] = (() => [(byte)'h', 9], "recalls value 9, which was never kept"),
        ["foreign outside"] = (() => [.. Text("file"), (byte)'Q'], "refers to something outside that is no storage"),
    };

    public static TheoryData<string> Names => [.. Bombs.Keys];

    [Theory, MemberData(nameof(Names))]
    public void A_bomb_is_refused_by_name_at_little_cost(string name)
    {
        byte[] bytes = [0x80, 4, .. Bombs[name].Pickle(), .. Stop];
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Assert.Throws<PickleException>(() => new PickleReader(bytes, new TorchWorld()).Read()).Message;
        Assert.Contains(Bombs[name].Refusal, message);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 192 << 20, name);
    }

    [Fact]
    public void Depth_costs_no_stack()
    {
        object? value = new PickleReader((byte[])[0x80, 2, (byte)')', .. Repeat([0x85], 1_000_000), .. Stop], new TorchWorld()).Read();
        Assert.Contains("it holds a tuple of 1 instead of a state dict", Assert.Throws<PickleException>(() => StateDict.Find(value)).Message);
    }

    [Fact]
    public void A_dictionary_within_itself_and_one_shared_a_billion_times_end_the_search()
    {
        // d = {}; d['d'] = d; then 40 levels of {'a': last, 'b': last}.
        byte[] level = [(byte)'q', 1, (byte)'}', (byte)'(', .. Text("a"), (byte)'h', 1, .. Text("b"), (byte)'h', 1, (byte)'u'];
        byte[] bytes = [0x80, 2, (byte)'}', (byte)'q', 0, .. Text("d"), (byte)'h', 0, (byte)'s', .. Repeat(level, 40), .. Stop];
        object? value = new PickleReader(bytes, new TorchWorld()).Read();
        Assert.Contains("holds no tensor under a name", Assert.Throws<PickleException>(() => StateDict.Find(value)).Message);
    }

    [Theory]
    [InlineData(0, new long[] { 2, 2 }, new long[] { 2, 1 }, null)]
    [InlineData(1, new long[] { 2, 2 }, new long[] { 2, 1 }, "reaches to element 4 of its storage '0' of 4")]
    [InlineData(-1, new long[] { 1 }, new long[] { 1 }, "reaches to element -1")]
    [InlineData(0, new long[] { 2, 2 }, new long[] { -1, 1 }, "its stride -1 is negative")]
    [InlineData(0, new long[] { -2 }, new long[] { 1 }, "the size -2 is negative")]
    [InlineData(0, new long[] { 1L << 40 }, new long[] { 0 }, "more than the 2147483591 bytes")]
    [InlineData(0, new long[] { long.MaxValue, long.MaxValue, 4 }, new long[] { 0, 0, 1 }, "more than the 2147483591 bytes")]
    [InlineData(0, new long[] { 1 << 20 }, new long[] { 0 }, "it repeats few numbers to 4194304 bytes, more than the whole file")]
    [InlineData(0, new long[] { 2 }, new long[] { long.MaxValue }, "reaches to element 9223372036854775807")]
    [InlineData(0, new long[] { 1, 4 }, new long[] { long.MaxValue, 1 }, null)]
    [InlineData(0, new long[] { 0 }, new long[] { 1 }, null)]
    [InlineData(0, new long[] { 4 }, new long[] { 0 }, null)]
    public void A_view_never_leaves_its_storage(long offset, long[] sizes, long[] strides, string? expected)
    {
        byte[] pickle = [0x80, 2, (byte)'}', .. Text("w"), .. Global("torch._utils", "_rebuild_tensor_v2"), (byte)'(', .. Storage(elements: 4), .. Number(offset), .. Tuple(sizes), .. Tuple(strides), (byte)'t', (byte)'R', (byte)'s', .. Stop];
        byte[] zip = TorchArchive.Of(("a/data.pkl", pickle), ("a/data/0", new byte[16]));
        if (expected is null)
        {
            using WeightFile file = WeightFile.Open(new MappedFile("w", zip));
            Assert.Equal(sizes.Aggregate(1L, (product, size) => product * size), file.Tensors["w"].ToFloats().Length);
        }
        else
        {
            Assert.Contains(expected, Assert.Throws<WeightFileException>(() => WeightFile.Open(new MappedFile("w", zip))).Message);
        }
    }

    [Fact]
    public void A_name_that_stands_twice_is_refused()
    {
        byte[] tensor = [.. Global("torch._utils", "_rebuild_tensor_v2"), (byte)'(', .. Storage(elements: 4), .. Number(0), .. Tuple([4]), .. Tuple([1]), (byte)'t', (byte)'R'];
        object? value = new PickleReader((byte[])[0x80, 2, (byte)'}', .. Text("w"), .. tensor, (byte)'s', .. Text("w"), .. tensor, (byte)'s', .. Stop], new TorchWorld()).Read();
        Assert.Contains("'w' stands in it twice", Assert.Throws<PickleException>(() => StateDict.Find(value)).Message);
    }

    [Fact]
    public void More_axes_than_PyTorch_has_are_refused()
    {
        byte[] pickle = [0x80, 2, .. Global("torch._utils", "_rebuild_tensor_v2"), (byte)'(', .. Storage(elements: 1), .. Number(0), .. Tuple(new long[65]), .. Tuple(new long[65]), (byte)'t', (byte)'R', .. Stop];
        Assert.Contains("at most 64 whole numbers", Assert.Throws<PickleException>(() => new PickleReader(pickle, new TorchWorld()).Read()).Message);
    }

    private static byte[] Repeat(ReadOnlySpan<byte> pattern, int times)
    {
        var bytes = new byte[pattern.Length * times];
        for (int i = 0; i < times; i++)
        {
            pattern.CopyTo(bytes.AsSpan(i * pattern.Length));
        }
        return bytes;
    }

    private static byte[] Text(string text) => [(byte)'X', (byte)text.Length, 0, 0, 0, .. Encoding.ASCII.GetBytes(text)];

    private static byte[] Global(string module, string name) => [(byte)'c', .. Encoding.ASCII.GetBytes($"{module}\n{name}\n")];

    private static byte[] Number(long value)
    {
        byte[] number = [0x8A, 8, .. new byte[8]];
        BinaryPrimitives.WriteInt64LittleEndian(number.AsSpan(2), value);
        return number;
    }

    private static byte[] Tuple(long[] values) => [(byte)'(', .. values.SelectMany(Number), (byte)'t'];

    private static byte[] Storage(int elements) => [(byte)'(', .. Text("storage"), .. Global("torch", "FloatStorage"), .. Text("0"), .. Text("cpu"), .. Number(elements), (byte)'t', (byte)'Q'];
}
