using System.Text.Json;
using Graft.Graphs;
using Graft.Tests;
using Graft.Weights;

namespace Graft.Core.Tests.Weights.Keras;

public class KerasFileTests
{
    private static readonly JsonElement Expected = JsonDocument.Parse(File.ReadAllText(PathOf("expected.json"))).RootElement;

    public static TheoryData<string> Readable => [.. Expected.EnumerateObject().Select(file => file.Name)];

    [Theory, MemberData(nameof(Readable))]
    public void Every_file_reads_as_h5py_reads_it(string name)
    {
        using WeightFile file = WeightFile.Open(PathOf(name));
        JsonElement expected = Expected.GetProperty(name);
        Assert.Equal(expected.EnumerateObject().Select(tensor => tensor.Name).Order(StringComparer.Ordinal), file.Tensors.Names.Order(StringComparer.Ordinal));
        foreach (JsonProperty tensor in expected.EnumerateObject())
        {
            Tensor read = file.Tensors[tensor.Name];
            Assert.Equal(tensor.Value.GetProperty("type").GetString(), read.Type.ToString(), ignoreCase: true);
            Assert.Equal(tensor.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), read.Shape);
            Assert.Equal(tensor.Value.GetProperty("values").EnumerateArray().Select(value => (float)value.GetDouble()), read.ToFloats());
        }
    }

    [Theory]
    [InlineData("bare.h5", "Keras weights")]
    [InlineData("keras1.h5", "Keras weights")]
    [InlineData("parts.h5", "Keras weights")]
    [InlineData("latest.h5", "Keras weights")]
    [InlineData("userblock.h5", "Keras weights")]
    [InlineData("model.h5", "Keras model")]
    [InlineData("keras3.weights.h5", "Keras 3 weights")]
    [InlineData("chunked.h5", "HDF5")]
    public void The_layout_is_known_by_its_content(string name, string format)
    {
        using WeightFile file = WeightFile.Open(PathOf(name));
        Assert.Equal(format, file.Format);
    }

    [Fact]
    public void Weights_stand_in_the_order_of_their_layers()
    {
        using WeightFile file = WeightFile.Open(PathOf("bare.h5"));
        Assert.Equal(["conv1/kernel", "conv1/bias", "depth/depthwise_kernel", "bn1/gamma", "bn1/beta", "bn1/moving_mean", "bn1/moving_variance", "bn2/beta"], file.Tensors.Names.Take(8));
    }

    [Theory]
    [InlineData("bare.h5", "2.2.4")] // a text of fixed length
    [InlineData("model.h5", "2.4.0")] // one of varying length, in a heap
    public void Keras_version_and_backend_are_kept(string name, string version)
    {
        using WeightFile file = WeightFile.Open(PathOf(name));
        Assert.Equal((version, "tensorflow"), (file.Metadata["keras_version"], file.Metadata["backend"]));
    }

    [Fact]
    public void Data_sets_that_are_no_numbers_are_told()
    {
        using WeightFile file = WeightFile.Open(PathOf("chunked.h5"));
        Assert.Equal("a text", file.Metadata["types/words"]);
    }

    [Theory]
    [InlineData("lzf.h5", "'packed' is compressed by the filter 32000 (LZF), which Graft does not read in HDF5 files. Save it with gzip or without compression.")]
    [InlineData("big-endian.h5", "'numbers' holds a float of 4 bytes, the highest first, which Graft does not read in HDF5 files. Save the weights again with Keras' save_weights")]
    [InlineData("soft.h5", "'there' is a link to another name or another file, which Graft does not read")]
    [InlineData("round.h5", "'a/b' is the same object as another name")]
    [InlineData("unwritten.h5", "of the 100 chunks of 'holes' only 0 are there")]
    public void What_is_not_read_is_named(string name, string expected)
    {
        string message = Assert.Throws<WeightFileException>(() => WeightFile.Open(PathOf(name)).Dispose()).Message;
        Assert.StartsWith(PathOf(name), message);
        Assert.Contains(expected, message);
    }

    [Fact]
    public void A_tensor_that_inflates_a_thousandfold_takes_no_more_than_it_says()
    {
        using WeightFile file = WeightFile.Open(PathOf("bomb.h5"));
        long before = GC.GetAllocatedBytesForCurrentThread();
        float[] values = file.Tensors["zeros"].ToFloats();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5 * (4L << 22));
        Assert.All(values, value => Assert.Equal(0, value));
    }

    [Fact]
    public void A_chunk_that_cannot_be_inflated_is_refused()
    {
        byte[] damaged = File.ReadAllBytes(PathOf("bomb.h5"));
        int at = damaged.AsSpan().IndexOf(new byte[] { 0x78, 0x5E });
        Assert.True(at > 0);
        foreach (byte second in new byte[] { 0xBB, 0x00 }) // asks for a dictionary; no header at all
        {
            damaged[at + 1] = second;
            using WeightFile file = WeightFile.Open(new MappedFile("damaged", damaged));
            Assert.Contains("a compressed chunk cannot be inflated", Assert.Throws<WeightFileException>(file.Tensors["zeros"].ToFloats).Message);
        }
    }

    [Fact]
    public void Tensors_of_a_closed_file_say_so()
    {
        WeightFile file = WeightFile.Open(PathOf("bare.h5"));
        Tensor kernel = file.Tensors["conv1/kernel"];
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(kernel.ToFloats);
    }

    [Fact]
    public void The_genuine_file_reads_completely_and_as_h5py_reads_it()
    {
        using WeightFile file = WeightFile.Open(Path.Combine(TestData.Require("weights"), "squeezenet1_1-notop-keras.h5"));
        JsonProperty[] summary = [.. JsonDocument.Parse(File.ReadAllText(PathOf("squeezenet1_1-notop.json"))).RootElement.EnumerateObject()];
        Assert.Equal(50, file.Tensors.Count);
        Assert.Equal(summary.Length, file.Tensors.Count);
        foreach ((JsonProperty expected, (string name, Tensor tensor)) in summary.Zip(file.Tensors))
        {
            // In the file a kernel is called 'uniform7': its layer and its shape say what it is.
            Assert.StartsWith(name[..name.LastIndexOf('/')] + "/", expected.Name, StringComparison.Ordinal);
            Assert.EndsWith(tensor.Shape.Rank == 4 ? "/kernel" : "/bias", name, StringComparison.Ordinal);
            Assert.Equal(expected.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), tensor.Shape);
            float[] values = tensor.ToFloats();
            Assert.Equal(expected.Value.GetProperty("sum").GetDouble(), values.Sum(value => (double)value), 1e-9);
            Assert.Equal((expected.Value.GetProperty("first").GetDouble(), expected.Value.GetProperty("last").GetDouble()), (values[0], values[^1]));
        }
    }

    internal static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "keras", name);
}
