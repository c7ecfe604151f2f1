using Graft.Core.Tests.Runs;
using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Onnx;
using Graft.Runs;
using Graft.Tests;

namespace Graft.Core.Tests.Onnx;

public class OnnxWriterErrorTests
{
    [Fact]
    public void A_grid_that_does_not_divide_the_picture_is_named()
    {
        GraphBuilder graph = new("net");
        graph.Add("pool", new AdaptiveAveragePool(6), graph.Input("image", [Shape.Dynamic, 3, 13, 13]));
        Assert.Equal("node 'pool': ONNX cannot pool (N, 3, 13, 13) to a grid of 6, for windows of different sizes. Use a picture size whose grid is 6 or a multiple of it.",
            Assert.Throws<OnnxException>(() => OnnxWriter.ToArray(graph.Build("pool"))).Message);
    }

    [Fact]
    public void Provenance_under_a_reserved_key_is_named()
    {
        Graph graph = OperationSamples.Network(1);
        Assert.Equal("'network 1' has the provenance 'graft.labels', a key that the file format uses for itself. Choose another key.",
            Assert.Throws<OnnxException>(() => OnnxWriter.ToArray(graph with { Provenance = graph.Provenance.Add("graft.labels", "x") })).Message);
    }

    [Fact]
    public void An_operation_that_ONNX_lacks_is_named()
    {
        GraphBuilder graph = new("net");
        graph.Add("odd", new Odd(), graph.Input("image", [Shape.Dynamic, 3, 13, 13]));
        Assert.Equal("node 'odd': the operation Odd has no form in ONNX. Replace it before the graph is written.", Assert.Throws<OnnxException>(() => OnnxWriter.ToArray(graph.Build("odd"))).Message);
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file()
    {
        using ScratchFolder folder = new();
        Graph graph = OperationSamples.Network(1);
        OnnxWriter.Write(graph, folder.At("m.onnx"));
        byte[] before = File.ReadAllBytes(folder.At("m.onnx"));
        Tensor unreadable = Tensor.Lazy(ElementType.Float32, [3], () => throw new WriteException("the disk is gone"));
        Assert.Throws<WriteException>(() => OnnxWriter.Write(graph with { Weights = graph.Weights.With([KeyValuePair.Create("head.bias", unreadable)]) }, folder.At("m.onnx")));
        Assert.Equal(before, File.ReadAllBytes(folder.At("m.onnx")));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    private sealed record Odd : ElementwiseOp;
}
