using Google.Protobuf;
using Graft.Onnx;
using Graft.Onnx.Protobuf;

namespace Graft.Core.Tests.Onnx;

/// <summary>What a user is told about a file that does not work: place, fact, expectation, remedy.</summary>
public class OnnxReaderErrorTests
{
    [Fact]
    public void An_unknown_operation_is_named_with_all_that_is_known_of_it()
    {
        string message = Refused(Model([new NodeProto { Name = "find", OpType = "NonMaxSuppression", Input = { "x" }, Output = { "y" } }]));
        Assert.StartsWith("the model: node 'find' (NonMaxSuppression) of the domain 'ai.onnx', opset 13, is not among the operations that Graft reads. It reads those of image networks: Abs, Add, AveragePool,", message);
        Assert.EndsWith(" Where. Export the model without it.", message);
    }

    [Theory]
    [InlineData("QLinearConv")]
    [InlineData("ConvInteger")]
    [InlineData("DynamicQuantizeLinear")]
    public void Of_integer_operations_it_is_said_what_can_be_read_instead(string operation) =>
        Assert.EndsWith("Of networks in 8 bits it reads those with QuantizeLinear and DequantizeLinear around operations of floats (QDQ). Export the model so, or in floats.",
            Refused(Model([new NodeProto { Name = "n", OpType = operation, Input = { "x" }, Output = { "y" } }])));

    [Fact]
    public void A_foreign_domain_is_named()
    {
        ModelProto model = Model([new NodeProto { Name = "n", OpType = "Gelu", Domain = "com.microsoft", Input = { "x" }, Output = { "y" } }]);
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 });
        Assert.StartsWith("the model: node 'n' (Gelu) of the domain 'com.microsoft', opset 1, is not among the operations", Refused(model));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(22)]
    public void An_opset_out_of_range_is_named(long opset) =>
        Assert.Equal($"the model: the model uses opset {opset} of the standard operations; Graft reads opsets 11 to 21. Export it again with one of them, or convert it with the converter of the onnx package.", Refused(Model([Relu()], opset)));

    [Fact]
    public void A_convolution_along_one_axis_is_named() =>
        Assert.Equal("the model: node 'c' (Conv) works along 1 axes, on an input of shape (N, 3, 8). Graft reads image networks, whose convolutions and poolings work on (N, channels, height, width).",
            Refused(Model([new NodeProto { Name = "c", OpType = "Conv", Input = { "x", "x" }, Output = { "y" } }], sizes: [0, 3, 8])));

    [Fact]
    public void An_input_made_by_nothing_is_named() =>
        Assert.StartsWith("the model: node 'y' (Relu) reads 'ghost', which nothing before it makes.", Refused(Model([new NodeProto { OpType = "Relu", Input = { "ghost" }, Output = { "y" } }])));

    [Fact]
    public void Shapes_that_do_not_fit_are_named_with_the_node()
    {
        ModelProto model = Model([new NodeProto { Name = "sum", OpType = "Add", Input = { "x", "w" }, Output = { "y" } }]);
        model.Graph.Initializer.Add(new TensorProto { Name = "w", DataType = 1, Dims = { 5 }, RawData = ByteString.CopyFrom(new byte[20]) });
        Assert.Equal("the model: node 'sum' (Add): the shapes (N, 3, 8, 8) and (5) do not fit together: 8 against 5. The file contradicts the standard or is damaged; export it again.", Refused(model));
    }

    [Fact]
    public void A_weight_with_too_few_bytes_is_named()
    {
        ModelProto model = Model([Relu()]);
        model.Graph.Initializer.Add(new TensorProto { Name = "w", DataType = 1, Dims = { 5 }, RawData = ByteString.CopyFrom(new byte[19]) });
        Assert.Equal("the model: the weight 'w' of shape (5) and type Float32 needs 20 bytes, but the file holds 19 for it. The file is damaged or incomplete; download or export it again.", Refused(model));
    }

    [Fact]
    public void A_weight_of_texts_is_named()
    {
        ModelProto model = Model([Relu()]);
        model.Graph.Initializer.Add(new TensorProto { Name = "w", DataType = 8, Dims = { 1 } });
        Assert.Equal("the model: the weight 'w' has the element type string, which Graft does not read: it reads floats, integers and truth values.", Refused(model));
    }

    [Fact]
    public void A_file_that_is_no_model_is_named()
    {
        string message = Assert.Throws<OnnxException>(() => OnnxReader.Read("<html>not found</html>"u8.ToArray())).Message;
        Assert.StartsWith("the model: ", message);
        Assert.EndsWith(". The file is damaged, or it is not an ONNX model; download or export it again.", message);
    }

    [Fact]
    public void A_file_without_a_graph_is_named() =>
        Assert.Equal("the model: it holds no graph. The file is damaged, or it is not an ONNX model; download or export it again.", Assert.Throws<OnnxException>(() => OnnxReader.Read(new ModelProto { IrVersion = 7 }.ToByteArray())).Message);

    [Fact]
    public void A_missing_and_an_empty_file_are_named()
    {
        string path = Path.GetTempFileName();
        try
        {
            Assert.Equal($"{path}: a file of 0 bytes is no ONNX model; one has at least one byte and less than 2 GiB, larger weights lie in a second file.", Assert.Throws<OnnxException>(() => OnnxReader.Read(path)).Message);
            File.Delete(path);
            Assert.StartsWith($"{path} cannot be read: ", Assert.Throws<OnnxException>(() => OnnxReader.Read(path)).Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Labels_that_are_no_list_are_named()
    {
        ModelProto model = Model([Relu()]);
        model.MetadataProps.Add(new StringStringEntryProto { Key = "graft.labels", Value = "{}" });
        Assert.StartsWith("the model: the metadata 'graft.labels' cannot be read: ", Refused(model));
    }

    [Fact]
    public void A_preprocessing_with_a_field_missing_is_named()
    {
        ModelProto model = Model([Relu()]);
        model.MetadataProps.Add(new StringStringEntryProto { Key = "graft.preprocessing", Value = "{\"height\": 8}" });
        Assert.Equal("the model: the metadata 'graft.preprocessing' cannot be read: it has no 'width'. Remove the key, or write the model again.", Refused(model));
    }

    [Fact]
    public void A_preprocessing_that_keeps_nothing_of_the_photo_is_refused()
    {
        ModelProto model = Model([Relu()]);
        model.MetadataProps.Add(new StringStringEntryProto
        {
            Key = "graft.preprocessing",
            Value = """{"height":8,"width":8,"policy":"CentreFraction","resize":8,"resampling":"Bilinear","channels":"Rgb","scale":1,"mean":[0,0,0],"deviation":[1,1,1],"fraction":0}""",
        });
        Assert.Contains("a size lies outside 1 to 65536, the fraction outside 0 to 1, or mean and deviation do not fit each other", Refused(model));
    }

    private static NodeProto Relu() => new() { Name = "r", OpType = "Relu", Input = { "x" }, Output = { "y" } };

    internal static ModelProto Model(IEnumerable<NodeProto> nodes, long opset = 13, long[]? sizes = null)
    {
        TensorShapeProto shape = new();
        foreach (long size in sizes ?? [0, 3, 8, 8])
        {
            shape.Dim.Add(size == 0 ? new TensorShapeProto.Types.Dimension { DimParam = "N" } : new TensorShapeProto.Types.Dimension { DimValue = size });
        }
        ValueInfoProto Value(string name) => new() { Name = name, Type = new() { TensorType = new() { ElemType = 1, Shape = shape } } };
        return new ModelProto { IrVersion = 7, OpsetImport = { new OperatorSetIdProto { Version = opset } }, Graph = new GraphProto { Name = "g", Node = { nodes }, Input = { Value("x") }, Output = { Value("y") } } };
    }

    private static string Refused(ModelProto model) => Assert.Throws<OnnxException>(() => OnnxReader.Read(model.ToByteArray())).Message;
}
