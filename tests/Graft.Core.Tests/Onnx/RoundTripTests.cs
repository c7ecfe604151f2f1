using Graft.Graphs;
using Graft.Models;
using Graft.Onnx;
using Graft.Tests;

namespace Graft.Core.Tests.Onnx;

public class RoundTripTests
{
    public static TheoryData<Type> Operations => [.. OperationSamples.Operations];

    [Fact]
    public void Every_operation_has_a_sample() =>
        Assert.Empty(typeof(Op).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Op)) && !type.IsAbstract).Except(OperationSamples.Operations));

    [Fact]
    public void Every_operation_is_in_the_table_of_the_documentation()
    {
        string[] rows = [.. File.ReadLines(Path.Combine(TestData.Repository, "docs", "graph.md")).Where(line => line.StartsWith('|')).SelectMany(line => line.Split('|')[1].Split(',')).Select(name => name.Trim())];
        Assert.Empty(OperationSamples.Operations.Select(type => type.Name).Except(rows));
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void A_graph_of_each_operation_is_equal_once_written_and_read(Type operation)
    {
        for (int seed = 0; seed < 25; seed++)
        {
            Graph graph = OperationSamples.Build(operation, seed);
            Assert.Equal(graph, Again(graph));
        }
    }

    [Fact]
    public void A_network_is_equal_once_written_and_read_with_all_that_it_knows()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            Graph graph = OperationSamples.Network(seed);
            Assert.Equal(graph, Again(graph));
        }
    }

    [Theory]
    [InlineData(0.875)]
    [InlineData(1)]
    public void A_preprocessing_that_keeps_a_fraction_of_each_side_is_written_with_it(double fraction)
    {
        Graph graph = OperationSamples.Network(1) with { Preprocessing = Preprocessing.ImageNet with { Policy = ResizePolicy.CentreFraction, Fraction = fraction } };
        Assert.Equal(graph, Again(graph));
    }

    [Fact]
    public void The_bytes_are_the_same_each_time()
    {
        Graph graph = OperationSamples.Network(3);
        Assert.Equal(Bytes(graph), Bytes(OnnxReader.Read(Bytes(graph))));
    }

    private static Graph Again(Graph graph) => OnnxReader.Read(Bytes(graph));

    private static byte[] Bytes(Graph graph)
    {
        using MemoryStream stream = new();
        OnnxWriter.Write(graph, stream);
        return stream.ToArray();
    }
}
