using Google.Protobuf;
using Graft.Core.Tests.Runs;
using Graft.Graphs;
using Graft.Onnx;
using Graft.Onnx.Protobuf;

namespace Graft.Core.Tests.Onnx;

public class ExternalDataTests
{
    [Fact]
    public void Weights_beyond_the_limit_go_to_a_second_file_and_come_back()
    {
        using ScratchFolder folder = new();
        Graph large = Large();
        OnnxWriter.Write(large, folder.At("model.onnx"), mostBytes: 8000);
        Assert.InRange(new FileInfo(folder.At("model.onnx")).Length, 1, 4000);
        Assert.Equal(4096 + 4000, new FileInfo(folder.At("model.onnx.data")).Length);
        Assert.Equal(large, OnnxReader.Read(folder.At("model.onnx")));
    }

    [Fact]
    public void Below_the_limit_one_file_holds_all()
    {
        using ScratchFolder folder = new();
        OnnxWriter.Write(Large(), folder.At("model.onnx"), mostBytes: 20_000);
        Assert.Equal(["model.onnx"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("/etc/hostname")]
    [InlineData("a/../../secret")]
    [InlineData("..\\secret")]
    [InlineData("link")]
    [InlineData("linked/secret")]
    [InlineData("")]
    [InlineData("C:secret")]
    [InlineData("//host/share")]
    public void A_file_outside_the_models_folder_is_refused(string location)
    {
        using ScratchFolder folder = new();
        Directory.CreateDirectory(folder.At("model"));
        File.WriteAllBytes(folder.At("secret"), new byte[64]);
        File.CreateSymbolicLink(folder.At("model/link"), folder.At("secret"));
        Directory.CreateSymbolicLink(folder.At("model/linked"), folder.Path);
        string path = folder.At("model/m.onnx");
        Write(path, location);
        Assert.Equal($"{path}: the weight 'w', kept in the file '{location}', lies outside the model's folder; external data must be named by a path within it.", Assert.Throws<OnnxException>(() => OnnxReader.Read(path)).Message);
    }

    [Fact]
    public void A_file_in_a_folder_below_or_behind_a_link_within_is_read()
    {
        using ScratchFolder folder = new();
        Directory.CreateDirectory(folder.At("parts"));
        File.WriteAllBytes(folder.At("parts/w.bin"), [0, 0, 0, 0, 0, 0, 128, 63]);
        File.CreateSymbolicLink(folder.At("w"), "parts/w.bin");
        Write(folder.At("a.onnx"), "parts/w.bin");
        Write(folder.At("b.onnx"), "w");
        Assert.Equal([1f], OnnxReader.Read(folder.At("a.onnx")).Weights["w"].ToFloats());
        Assert.Equal([1f], OnnxReader.Read(folder.At("b.onnx")).Weights["w"].ToFloats());
    }

    [Theory]
    [InlineData("4", "8", "is said to take 8 bytes, but its shape needs 4.")]
    [InlineData("5", "4", "lies at bytes 5 to 9, but the file has only 8.")]
    [InlineData("9223372036854775807", "4", "lies at bytes 9223372036854775807 to 9223372036854775811, but the file has only 8.")]
    [InlineData("-4", "4", "has the offset '-4', which is no number of bytes.")]
    public void A_place_outside_the_file_is_named(string offset, string length, string fact)
    {
        using ScratchFolder folder = new();
        File.WriteAllBytes(folder.At("w"), new byte[8]);
        Write(folder.At("m.onnx"), "w", offset, length);
        Assert.Equal($"{folder.At("m.onnx")}: the weight 'w', kept in the file 'w', {fact}", Assert.Throws<OnnxException>(() => OnnxReader.Read(folder.At("m.onnx"))).Message);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        using ScratchFolder folder = new();
        Write(folder.At("m.onnx"), "gone.bin");
        string message = Assert.Throws<OnnxException>(() => OnnxReader.Read(folder.At("m.onnx"))).Message;
        Assert.StartsWith($"{folder.At("m.onnx")}: the weight 'w', kept in the file 'gone.bin', cannot be read (", message);
        Assert.EndsWith("); keep the file beside the model.", message);
    }

    /// <summary>A graph with two weights of 4000 bytes.</summary>
    private static Graph Large()
    {
        GraphBuilder graph = new("large");
        string x = graph.Input("image", [Shape.Dynamic, 1, 10, 100]);
        x = graph.Add("a", new Graft.Graphs.Ops.Add(), x, graph.Weight("first", [10, 100], new NormalInitializer(1)));
        return graph.Build(graph.Add("b", new Graft.Graphs.Ops.Mul(), x, graph.Weight("second", [10, 100], new NormalInitializer(1))));
    }

    private static void Write(string path, string location, string offset = "4", string length = "4")
    {
        TensorShapeProto shape = new() { Dim = { new TensorShapeProto.Types.Dimension { DimValue = 1 } } };
        TypeProto type = new() { TensorType = new() { ElemType = 1, Shape = shape } };
        GraphProto graph = new()
        {
            Node = { new NodeProto { OpType = "Add", Input = { "x", "w" }, Output = { "y" } } },
            Input = { new ValueInfoProto { Name = "x", Type = type } },
            Output = { new ValueInfoProto { Name = "y", Type = type } },
            Initializer =
            {
                new TensorProto
                {
                    Name = "w",
                    DataType = 1,
                    Dims = { 1 },
                    DataLocation = TensorProto.Types.DataLocation.External,
                    ExternalData = { new StringStringEntryProto { Key = "location", Value = location }, new StringStringEntryProto { Key = "offset", Value = offset }, new StringStringEntryProto { Key = "length", Value = length } },
                },
            },
        };
        File.WriteAllBytes(path, new ModelProto { IrVersion = 7, OpsetImport = { new OperatorSetIdProto { Version = 13 } }, Graph = graph }.ToByteArray());
    }
}
