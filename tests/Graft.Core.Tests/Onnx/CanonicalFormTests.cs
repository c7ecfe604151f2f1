using Google.Protobuf;
using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Onnx;
using Graft.Onnx.Protobuf;

namespace Graft.Core.Tests.Onnx;

/// <summary>What other tools write in several ways is one thing in a graph.</summary>
public class CanonicalFormTests
{
    [Theory]
    [InlineData("Flattened-opset11", 6)] // Conv with the batch norm folded in by the exporter, Relu, MaxPool, Reshape, Gemm
    [InlineData("Flattened-batch1", 6)]
    public void A_view_by_the_batch_is_one_reshape(string name, int mostNodes)
    {
        Graph graph = OnnxReader.Read(Fixture.PathOf($"onnx/{name}.onnx"));
        Assert.InRange(graph.Nodes.Count, 4, mostNodes);
        Assert.Equal([0L, -1], Assert.Single(graph.Nodes.Select(node => node.Op).OfType<Reshape>()).Target);
        Assert.Equal(Shape.Dynamic, graph.Input.Type.Shape[0]);
    }

    [Fact]
    public void A_channel_shuffle_keeps_the_batch_open() =>
        Assert.Equal([new([0, 2, 4, 7, 7]), new([0, -1, 7, 7])], OnnxReader.Read(Fixture.PathOf("onnx/Shuffled-opset13.onnx")).Nodes.Select(node => node.Op).OfType<Reshape>());

    [Fact]
    public void Nodes_that_no_output_needs_are_left_out()
    {
        ModelProto model = OnnxReaderErrorTests.Model([Node("Relu", "x", "y"), Node("Sigmoid", "x", "unused")]);
        Assert.Equal(["Relu"], OnnxReader.Read(model.ToByteArray()).Nodes.Select(node => node.Op.Name));
    }

    [Fact]
    public void Softmax_before_opset_13_spans_all_axes_from_its_own_on()
    {
        ModelProto model = OnnxReaderErrorTests.Model([Node("Softmax", "x", "y")], opset: 11);
        Assert.Equal([new Reshape([0, -1]), new Softmax(-1), new Reshape([0, 3, 8, 8])], OnnxReader.Read(model.ToByteArray()).Nodes.Select(node => node.Op));
    }

    [Fact]
    public void A_sum_of_three_is_two_additions()
    {
        NodeProto sum = Node("Sum", "x", "y");
        sum.Input.Add(["x", "x"]);
        Graph graph = OnnxReader.Read(OnnxReaderErrorTests.Model([sum]).ToByteArray());
        Assert.Equal([("y.Add", "x, x"), ("y", "y.Add, x")], graph.Nodes.Select(node => (node.Output, string.Join(", ", node.Inputs))));
    }

    [Fact]
    public void Every_way_to_hold_numbers_reads_the_same()
    {
        byte[] raw = new byte[12];
        BitConverter.TryWriteBytes(raw, 1.5f);
        BitConverter.TryWriteBytes(raw.AsSpan(4), -2f);
        BitConverter.TryWriteBytes(raw.AsSpan(8), 0.25f);
        byte[] typed = [.. Header(1), 0x22, 12, .. raw];                                    // float_data, packed
        byte[] single = [.. Header(1), 0x25, .. raw[..4], 0x25, .. raw[4..8], 0x25, .. raw[8..]];               // float_data, one by one
        byte[] half = [.. Header(10), 0x2A, 7, .. Varint(0x3E00), .. Varint(0xC000), .. Varint(0x3400)];       // float16 bits in int32_data
        byte[] twice = [.. Header(11), 0x52, 24, .. BitConverter.GetBytes(1.5), .. BitConverter.GetBytes(-2.0), .. BitConverter.GetBytes(0.25)];
        foreach (byte[] tensor in (byte[][])[[.. Header(1), 0x4A, 12, .. raw], typed, single, half, twice])
        {
            byte[] graph = [.. OnnxReaderErrorTests.Model([Node("Mul", "x", "y", "w")]).Graph.ToByteArray(), 0x2A, (byte)tensor.Length, .. tensor];
            byte[] model = [.. new ModelProto { OpsetImport = { new OperatorSetIdProto { Version = 13 } } }.ToByteArray(), 0x3A, .. Varint(graph.Length), .. graph];
            Tensor weight = OnnxReader.Read(model).Weights["w"];
            Assert.Equal((ElementType.Float32, Shape.Of([3, 1, 1])), (weight.Type, weight.Shape));
            Assert.Equal([1.5f, -2f, 0.25f], weight.ToFloats());
        }

        static byte[] Header(byte type) => [0x08, 3, 0x08, 1, 0x08, 1, 0x10, type, 0x42, 1, (byte)'w'];
    }

    [Fact]
    public void A_weight_that_is_listed_among_the_inputs_is_a_weight()
    {
        ModelProto model = OnnxReaderErrorTests.Model([Node("Add", "x", "y", "w")]);
        model.Graph.Initializer.Add(new TensorProto { Name = "w", DataType = 1, Dims = { 1 }, RawData = ByteString.CopyFrom(new byte[4]) });
        model.Graph.Input.Add(new ValueInfoProto { Name = "w" });
        Graph graph = OnnxReader.Read(model.ToByteArray());
        Assert.Equal(["x"], graph.Inputs.Select(input => input.Name));
        Assert.Equal(["w"], graph.Weights.Names);
    }

    [Fact]
    public void A_weight_handed_on_is_a_weight_of_its_own()
    {
        ModelProto model = OnnxReaderErrorTests.Model([Node("Identity", "a", "b"), Node("Add", "x", "t", "a"), Node("Add", "t", "y", "b")]);
        model.Graph.Initializer.Add(new TensorProto { Name = "a", DataType = 1, Dims = { 3, 1, 1 }, RawData = ByteString.CopyFrom(new byte[12]) });
        Assert.Equal(["a", "b"], OnnxReader.Read(model.ToByteArray()).Parameters);
    }

    [Fact]
    public void A_network_from_TensorFlow_takes_its_channels_first()
    {
        NodeProto transpose = Node("Transpose", "x", "t");
        transpose.Attribute.Add(new AttributeProto { Name = "perm", Type = AttributeProto.Types.AttributeType.Ints, Ints = { 0, 3, 1, 2 } });
        Graph graph = OnnxReader.Read(OnnxReaderErrorTests.Model([transpose, Node("Relu", "t", "y")], sizes: [0, 8, 8, 3]).ToByteArray());
        Assert.Equal([Shape.Dynamic, 3, 8, 8], graph.Input.Type.Shape);
        Assert.Equal(["Relu"], graph.Nodes.Select(node => node.Op.Name));
    }

    [Fact]
    public void Labels_of_other_tools_are_found()
    {
        ModelProto model = OnnxReaderErrorTests.Model([Node("Relu", "x", "y")]);
        model.MetadataProps.Add(new StringStringEntryProto { Key = "classes", Value = "[\"cat\", \"dog\"]" });
        Graph graph = OnnxReader.Read(model.ToByteArray());
        Assert.Equal(["cat", "dog"], graph.Labels);
        Assert.Equal(["classes"], graph.Provenance.Keys);
    }

    private static NodeProto Node(string type, string input, string output, params string[] more) => new() { OpType = type, Input = { input, more }, Output = { output } };

    private static byte[] Varint(int number)
    {
        using MemoryStream stream = new();
        using (CodedOutputStream coded = new(stream, leaveOpen: true))
        {
            coded.WriteUInt32((uint)number);
        }
        return stream.ToArray();
    }
}
