using System.Buffers.Binary;
using System.Text;
using Graft.Core.Tests.Runs;
using Graft.Graphs;
using Graft.Weights;

namespace Graft.Core.Tests.Weights;

public sealed class SafeTensorsTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void What_is_written_reads_back_in_the_same_order_with_the_notes()
    {
        using WeightFile file = WeightFile.Open(WeightFixtures.PathOf("types-zip.pth"));
        Dictionary<string, string> notes = new() { ["step"] = "12", ["text"] = "größer \"<&\n" };
        SafeTensors.Write(scratch.At("w.safetensors"), file.Tensors, notes);
        using WeightFile back = WeightFile.Open(scratch.At("w.safetensors"));
        Assert.Equal(notes, back.Metadata);
        Assert.True(file.Tensors.Equals(back.Tensors));
    }

    [Fact]
    public void Tensors_lie_aligned_to_their_elements_and_the_bytes_depend_on_the_table_alone()
    {
        WeightTable table = new([new("a", Bytes(ElementType.Bool, 3)), new("b", Bytes(ElementType.Float32, 8)), new("c", Bytes(ElementType.Int64, 8)), new("d", Bytes(ElementType.Float16, 2))]);
        SafeTensors.Write(scratch.At("w.safetensors"), table);
        byte[] bytes = File.ReadAllBytes(scratch.At("w.safetensors"));
        long header = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        Assert.Equal(0, header % 8);
        Assert.Equal("""{"a":{"dtype":"BOOL","shape":[3],"data_offsets":[18,21]},"b":{"dtype":"F32","shape":[2],"data_offsets":[8,16]},"c":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},"d":{"dtype":"F16","shape":[1],"data_offsets":[16,18]}}""",
            Encoding.UTF8.GetString(bytes, 8, (int)header).TrimEnd());
        SafeTensors.Write(scratch.At("again.safetensors"), table);
        Assert.Equal(bytes, File.ReadAllBytes(scratch.At("again.safetensors")));
    }

    [Fact]
    public void A_shorter_file_over_a_longer_one_leaves_nothing_of_it_even_while_it_is_read()
    {
        string path = scratch.At("w.safetensors");
        SafeTensors.Write(path, new([new("long", Tensor.Of([1000], new float[1000]))]));
        using WeightFile old = WeightFile.Open(path);
        SafeTensors.Write(path, new([new("short", Tensor.Of([2], [1f, 2f])), new("from old", old.Tensors["long"].Reshape([10, 100]))]));
        using WeightFile back = WeightFile.Open(path);
        Assert.Equal(["short", "from old"], back.Tensors.Names);
        Assert.Equal([1f, 2f], back.Tensors["short"].ToFloats());
        Assert.Equal(1000, old.Tensors["long"].ToFloats().Length);
    }

    [Fact]
    public void A_failing_tensor_leaves_the_old_file_as_it_was()
    {
        string path = scratch.At("w.safetensors");
        SafeTensors.Write(path, new([new("w", Tensor.Scalar(1))]));
        byte[] before = File.ReadAllBytes(path);
        Tensor broken = Tensor.Lazy(ElementType.Float32, [2], () => throw new GraphException("no bytes"));
        Assert.Throws<GraphException>(() => SafeTensors.Write(path, new([new("w", Tensor.Scalar(2)), new("broken", broken)])));
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Single(Directory.EnumerateFileSystemEntries(scratch.Path));
    }

    [Fact]
    public void A_tensor_cannot_take_the_name_of_the_notes() =>
        Assert.Contains("may not be named '__metadata__'", Assert.Throws<WeightFileException>(() => SafeTensors.Write(scratch.At("w"), new([new("__metadata__", Tensor.Scalar(1))]))).Message);

    [Theory]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 7, "the tensors need 8 bytes, but only 7 follow the header: the file is cut off")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, "the rest belongs to nothing")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "begin at 4, but the tensor before ends at 0: there is a gap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "they overlap")]
    [InlineData("""{"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "takes 12 bytes, but its offsets are 0 and 8")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "its offsets are 8 and 0")]
    [InlineData("""{"w":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[0,2]}}""", 2, "the element type 'F8_E4M3', which is not supported")]
    [InlineData("""{"w":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "whole numbers from 0 on")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4611686018427387904,4611686018427387904],"data_offsets":[0,8]}}""", 8, "it would take more than the")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[0],"data_offsets":[8,8]}}""", 8, "'w' stands in it twice")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"extra":1}}""", 8, "has an entry 'extra' that does not belong there")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2]}}""", 8, "needs a dtype, a shape, and two data_offsets")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "a text for 'a' under '__metadata__' was expected")]
    [InlineData("""{"w":[1]}""", 0, "an object for 'w' was expected")]
    [InlineData("""{"w":{"dtype":"F32","shape":[[[2]]],"data_offsets":[0,8]}}""", 8, "its header cannot be read")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}""", 8, "its header cannot be read")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} x""", 8, "its header cannot be read")]
    public void A_header_that_lies_is_refused(string header, int bytes, string expected)
    {
        string path = scratch.At("w.safetensors");
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)Encoding.UTF8.GetByteCount(header)), .. Encoding.UTF8.GetBytes(header), .. new byte[bytes]]);
        string message = WeightFixtures.Refusal(path);
        Assert.StartsWith($"{path}: not a sound safetensors file: ", message);
        Assert.Contains(expected, message);
    }

    [Fact]
    public void A_file_cut_off_within_its_header_says_so()
    {
        File.WriteAllBytes(scratch.At("w"), File.ReadAllBytes(WeightFixtures.PathOf("types.safetensors"))[..100]);
        Assert.Contains("the file is cut off. Download or copy it again.", WeightFixtures.Refusal(scratch.At("w")));
    }

    private static Tensor Bytes(ElementType type, int count) => Tensor.Lazy(type, [count / type.Size], () => new byte[count]);
}
