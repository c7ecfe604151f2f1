using Google.Protobuf;
using Graft.Graphs;
using Graft.Onnx;
using Graft.Onnx.Protobuf;
using Graft.Recipes;
using Graft.Tests;

namespace Graft.Core.Tests.Onnx;

/// <summary>Files from strangers: whatever they hold, reading ends soon, with a graph or a named error, and takes little memory.</summary>
public class HostileTests
{
    private const long MostAllocated = 64 << 20;

    public static TheoryData<string> Files => ["Flattened-opset11", "Pooled-opset17", "Shuffled-batch1", "Attended-opset13", "Resized-opset17", "ours", "bytes", "pictures"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Flipped_bits(string name)
    {
        byte[] file = Load(name);
        for (int i = 0; i < 1500; i++)
        {
            AddressedRandom random = new(i, AddressedRandom.Word(name));
            byte[] broken = [.. file];
            for (int flips = 1 + random.Next(3); flips > 0; flips--)
            {
                broken[random.Next(broken.Length)] ^= (byte)(1 << random.Next(8));
            }
            Survives(broken, $"{name}, flips {i}");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Cut_short(string name)
    {
        byte[] file = Load(name);
        for (int i = 0; i < 600; i++)
        {
            Survives(file[..(int)((long)file.Length * i / 600)], $"{name}, cut {i}");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Numbers_and_stretches_replaced(string name)
    {
        byte[] file = Load(name);
        for (int i = 0; i < 1000; i++)
        {
            AddressedRandom random = new(i, 5, AddressedRandom.Word(name));
            byte[] broken = [.. file];
            int at = random.Next(broken.Length), length = Math.Min(1 + random.Next(12), broken.Length - at);
            for (int j = 0; j < length; j++)
            {
                broken[at + j] = random.Next(3) switch { 0 => 0xFF, 1 => broken[random.Next(broken.Length)], _ => (byte)random.Next(256) };
            }
            Survives(broken, $"{name}, stretch {i}");
        }
    }

    [Fact]
    public void Noise()
    {
        for (int i = 0; i < 2000; i++)
        {
            AddressedRandom random = new(i, 11);
            byte[] noise = [.. Enumerable.Range(0, random.Next(300)).Select(_ => (byte)random.Next(256))];
            Survives(noise, $"noise {i}");
            Survives([0x3A, (byte)Math.Min(127, noise.Length), .. noise.Take(127)], $"noise in a graph {i}");
        }
    }

    [Fact]
    public void Sizes_beyond_all_measure()
    {
        foreach (long size in (long[])[long.MaxValue, long.MinValue, -1, 1L << 40, int.MaxValue, 0])
        {
            ModelProto model = Model(new NodeProto { OpType = "Relu", Input = { "w" }, Output = { "y" } });
            model.Graph.Initializer.Add(new TensorProto { Name = "w", DataType = 1, Dims = { size, size, 3 }, RawData = ByteString.CopyFrom(new byte[12]) });
            Refused(model);
            foreach (string operation in (string[])["ConstantOfShape", "Reshape", "Expand", "Tile", "Pad", "Unsqueeze", "Split"])
            {
                ModelProto wide = Model(new NodeProto { OpType = operation, Input = { operation == "ConstantOfShape" ? "" : "x", "s" }, Output = { "y" } });
                wide.Graph.Node[0].Input.Remove("");
                wide.Graph.Initializer.Add(Integers("s", size, size, size, size));
                Survives(wide.ToByteArray(), $"{operation} {size}");
            }
        }
    }

    [Fact]
    public void A_circle()
    {
        ModelProto model = Model(new NodeProto { Name = "a", OpType = "Relu", Input = { "z" }, Output = { "y" } }, new NodeProto { Name = "b", OpType = "Relu", Input = { "y" }, Output = { "z" } });
        Assert.Equal("the model: the nodes wait for each other in a circle, among them 'a'. A model must run from its inputs to its outputs; export it again.", Refused(model));
    }

    [Fact]
    public void Subgraphs_nested_without_end()
    {
        byte[] nested = [];
        for (int depth = 0; depth < 3000; depth++)
        {
            // GraphProto.node = 1 { attribute = 5 { g = 6 { … } } }
            nested = Field(1, Field(5, Field(6, nested)));
        }
        Survives(Field(7, nested), "nested");
    }

    [Fact]
    public void Constants_that_double()
    {
        ModelProto model = Model();
        model.Graph.Initializer.Add(new TensorProto { Name = "c0", DataType = 1, Dims = { 1024 }, RawData = ByteString.CopyFrom(new byte[4096]) });
        for (int i = 0; i < 60; i++)
        {
            NodeProto node = new() { OpType = "Concat", Input = { $"c{i}", $"c{i}" }, Output = { $"c{i + 1}" } };
            node.Attribute.Add(new AttributeProto { Name = "axis", Type = AttributeProto.Types.AttributeType.Int, I = 0 });
            model.Graph.Node.Add(node);
        }
        model.Graph.Node.Add(new NodeProto { OpType = "Add", Input = { "x", "c60" }, Output = { "y" } });
        Survives(model.ToByteArray(), "doubling");
    }

    [Fact]
    public void Many_nodes_of_one_name()
    {
        ModelProto model = Model([.. Enumerable.Range(0, 20_000).Select(i => new NodeProto { Name = "a", OpType = "Relu", Input = { i == 0 ? "x" : $"v{i}" }, Output = { i == 19_999 ? "y" : $"v{i + 1}" } })]);
        Assert.Equal(20_000, OnnxReader.Read(model.ToByteArray()).Nodes.Select(node => node.Name).Distinct().Count());
    }

    private static byte[] Load(string name)
    {
        return name switch
        {
            "ours" => ExportSamples.Written(OperationSamples.Network(5), OnnxForm.Plain),
            "bytes" => ExportSamples.Bytes(),
            "pictures" => ExportSamples.Pictures(),
            _ => File.ReadAllBytes(Fixture.PathOf($"onnx/{name}.onnx")),
        };
    }

    private static ModelProto Model(params NodeProto[] nodes)
    {
        static ValueInfoProto Picture(string name) => new()
        {
            Name = name,
            Type = new() { TensorType = new() { ElemType = 1, Shape = new() { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "N" }, new TensorShapeProto.Types.Dimension { DimValue = 3 }, new TensorShapeProto.Types.Dimension { DimValue = 8 }, new TensorShapeProto.Types.Dimension { DimValue = 8 } } } } },
        };
        return new ModelProto { IrVersion = 7, OpsetImport = { new OperatorSetIdProto { Version = 13 } }, Graph = new GraphProto { Name = "g", Node = { nodes }, Input = { Picture("x") }, Output = { Picture("y") } } };
    }

    private static TensorProto Integers(string name, params long[] values)
    {
        using MemoryStream bytes = new();
        foreach (long value in values)
        {
            bytes.Write(BitConverter.GetBytes(value));
        }
        return new TensorProto { Name = name, DataType = 7, Dims = { values.Length }, RawData = ByteString.CopyFrom(bytes.ToArray()) };
    }

    private static byte[] Field(int number, byte[] content)
    {
        using MemoryStream stream = new();
        using (CodedOutputStream coded = new(stream, leaveOpen: true))
        {
            coded.WriteTag(number, WireFormat.WireType.LengthDelimited);
            coded.WriteBytes(UnsafeByteOperations.UnsafeWrap(content));
        }
        return stream.ToArray();
    }

    private static string Refused(ModelProto model) => Assert.Throws<OnnxException>(() => OnnxReader.Read(model.ToByteArray())).Message;

    private static void Survives(byte[] file, string what)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Graph graph = OnnxReader.Read(file);
            _ = graph.InferShapes();
            Assert.All(graph.Weights, weight => Assert.Equal(weight.Value.ByteLength, weight.Value.Bytes.Length));
        }
        catch (GraftException error)
        {
            Assert.NotEmpty(error.Message);
        }
        catch (Exception error) when (error is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"{what}: {error}");
        }
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < MostAllocated, $"{what}: {allocated} bytes were allocated for a file of {file.Length}");
    }
}
