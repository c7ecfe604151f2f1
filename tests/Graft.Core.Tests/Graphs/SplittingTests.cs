using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Models;

namespace Graft.Core.Tests.Graphs;

public sealed class SplittingTests
{
    [Theory]
    [InlineData("resnet18", "fc", "flatten")]
    [InlineData("resnet18", "layer4", "layer3.1.relu_1")]
    [InlineData("resnet18", "layer1.0.bn2", "maxpool")] // inside a block: the whole block is trained
    [InlineData("mobilenet_v2", "classifier", "flatten")] // the dropout is trained with the head
    [InlineData("vgg11", "classifier.6", "classifier.4")]
    [InlineData("vgg11", "classifier.3", "classifier.1")] // the dropout between fc6 and fc7
    [InlineData("squeezenet1_1", "features.12.expand3x3", "features.12.relu")]
    [InlineData("inception_v3", "Mixed_7c.branch3x3_2b", "Mixed_7b.concat_2")]
    [InlineData("tiny", "stem", "image")]
    [InlineData("tiny", "none", "logits")]
    public void The_cut_is_the_last_single_value_before_what_is_trained(string name, string trained, string value)
    {
        Graph graph = Architectures.Find(name).Build(5);
        PathPattern pattern = new(trained);
        GraphSplit split = graph.SplitBeforeTrainable(pattern.Matches);
        Assert.Equal(value, split.Value);
        Assert.DoesNotContain(split.Prefix.Weights.Names, pattern.Matches);
        Assert.Equal(graph.Weights.Names, split.Prefix.Weights.Names.Concat(split.Suffix.Weights.Names));
        Assert.Equal(graph.Nodes, split.Prefix.Nodes.Concat(split.Suffix.Nodes));
        var shapes = graph.InferShapes();
        Assert.Equal(shapes[value], split.Prefix.InferShapes()[value]);
        Assert.Equal(shapes["logits"], split.Suffix.InferShapes()[split.Suffix.Output]);
    }

    [Fact]
    public void A_dropout_among_frozen_layers_does_not_hold_the_cut_back()
    {
        Graph graph = Architectures.Find("alexnet").Build(5);
        Assert.Equal("classifier.5", graph.SplitBeforeTrainable(new PathPattern("classifier.6").Matches).Value);
    }

    [Fact]
    public void What_the_value_does_not_cover_is_named()
    {
        Graph graph = Architectures.Find("resnet18").Build(5);
        var error = Assert.Throws<GraphException>(() => graph.SplitAt("layer1.0.bn1"));
        Assert.Equal("'resnet18' cannot be cut at 'layer1.0.bn1': node 'layer1.0.add' behind it also reads 'maxpool' from before it", error.Message);
        error = Assert.Throws<GraphException>(() => graph.SplitAt("layer9"));
        Assert.Equal("'resnet18' cannot be cut at 'layer9': no node makes a value of that name", error.Message);
    }

    [Fact]
    public void Values_made_of_weights_alone_stand_on_the_side_that_reads_them()
    {
        GraphBuilder builder = new("constants");
        string x = builder.Input("x", [Shape.Dynamic, 4]);
        string folded = builder.Add("folded", new Reshape([4]), builder.Weight("scale", [4, 1], Initializer.Ones));
        string first = builder.Add("first", new Mul(), x, folded);
        string second = builder.Add("second", new MatMul(), first, builder.Weight("w", [4, 4], Initializer.Ones));
        Graph graph = builder.Build(builder.Add("third", new Mul(), second, folded));
        GraphSplit split = graph.SplitBeforeTrainable(name => name == "w");
        Assert.Equal(["folded", "first"], split.Prefix.Nodes.Select(node => node.Name));
        Assert.Equal(["folded", "second", "third"], split.Suffix.Nodes.Select(node => node.Name));
        Assert.Equal("x", graph.SplitBeforeTrainable(name => name == "scale").Value);
    }
}
