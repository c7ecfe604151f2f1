using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Models;
using Graft.Onnx;
using Graft.Tests;

namespace Graft.Core.Tests.Graphs;

public sealed class HeadReplacementTests
{
    [Theory]
    [InlineData("alexnet", "classifier.6", 4096)]
    [InlineData("vgg11_bn", "classifier.6", 4096)]
    [InlineData("resnet18", "fc", 512)]
    [InlineData("resnet50", "fc", 2048)]
    [InlineData("squeezenet1_1", "classifier.1", 512)]
    [InlineData("mobilenet_v2", "classifier.1", 1280)]
    [InlineData("googlenet", "fc", 1024)]
    [InlineData("inception_v3", "fc", 2048)]
    [InlineData("tiny", "head", 96)]
    public void Every_architecture_gets_one_dense_layer_under_its_own_name(string name, string path, long features)
    {
        Graph graph = Architectures.Find(name).Build().ReplaceHead(["cat", "dog", "eel"]);
        var shapes = graph.InferShapes();
        Assert.Equal([Shape.Dynamic, 3], shapes[graph.Output].Shape);
        Assert.Equal("logits", graph.Output);
        Assert.Equal([Shape.Dynamic, features], shapes[graph.Features!].Shape);
        Assert.Equal([3, features], graph.Weights[$"{path}.weight"].Shape);
        Assert.Equal([3], graph.Weights[$"{path}.bias"].Shape);
        Assert.Equal(["cat", "dog", "eel"], graph.Labels);
        Assert.Equal(new Gemm(TransposeB: true), graph.Nodes[^1].Op);
    }

    [Fact]
    public void A_found_head_is_the_one_the_architecture_states()
    {
        foreach (Architecture architecture in Architectures.All)
        {
            Graph stated = architecture.Build().ReplaceHead(4), found = (architecture.Build() with { Features = null }).ReplaceHead(4);
            Assert.Equal(stated.Features, found.Features);
            Assert.Equal(stated.Nodes, found.Nodes);
            Assert.Equal(stated.Weights.Names, found.Weights.Names);
        }
    }

    [Fact]
    public void A_head_can_be_replaced_again_and_then_only_the_new_one_is_there()
    {
        Graph graph = Architectures.Find("squeezenet1_0").Build();
        Assert.Equal(graph.ReplaceHead(4, seed: 3), graph.ReplaceHead(9, options: new() { Dropout = 0.2f }).ReplaceHead(4, seed: 3));
    }

    [Fact]
    public void A_rectifier_on_the_logits_goes_with_the_old_head()
    {
        // Behind zero weights it would pass no gradient, and the new head would never learn.
        Graph graph = Architectures.Find("squeezenet1_1").Build().ReplaceHead(4);
        Assert.Equal(["GlobalAveragePool", "Flatten", "Gemm"], graph.Nodes.TakeLast(3).Select(node => node.Op.Name));
    }

    [Fact]
    public void A_backbone_that_ends_in_a_vector_gets_a_head_of_its_own()
    {
        Graph graph = Backbone(pooled: true).ReplaceHead(3, options: new() { Dropout = 0.5f });
        Assert.Equal(["conv", "bn", "relu", "pool", "features", "head.dropout", "head"], graph.Nodes.Select(node => node.Name));
        Assert.Equal("features", graph.Features);
        Assert.Equal([3, 6], graph.Weights["head.weight"].Shape);
    }

    [Fact]
    public void A_backbone_that_ends_in_a_map_is_pooled_first()
    {
        Graph graph = Backbone(pooled: false).ReplaceHead(3);
        Assert.Equal(["conv", "bn", "relu", "head.pool", "head.flatten", "head"], graph.Nodes.Select(node => node.Name));
        Assert.Equal("head.flatten", graph.Features);
    }

    [Fact]
    public void A_last_convolution_is_backbone_where_batch_norm_was_folded_into_it()
    {
        // Convolution, rectifier, pooling: MobileNetV2's backbone after folding looks as SqueezeNet's head does, but 6 channels are no classes.
        Graph graph = Backbone(pooled: true).FoldBatchNorms().ReplaceHead(3);
        Assert.Equal(["conv", "relu", "pool", "features", "head"], graph.Nodes.Select(node => node.Name));
    }

    [Fact]
    public void The_same_convolution_is_a_head_where_its_channels_have_labels()
    {
        Graph labelled = Backbone(pooled: true).FoldBatchNorms() with { Labels = ["a", "b", "c", "d", "e", "f"] };
        Assert.Equal(["conv.pool", "conv.flatten", "conv"], labelled.ReplaceHead(3).Nodes.Select(node => node.Name));
    }

    [Fact]
    public void A_matrix_product_with_bias_and_softmax_is_a_head()
    {
        GraphBuilder builder = new("imported");
        string x = builder.Add("/body/Relu", new Relu(), builder.Input("x", [Shape.Dynamic, 8]));
        x = builder.Add("/fc/MatMul", new MatMul(), x, builder.Weight("onnx::MatMul_7", [8, 10], Initializer.Ones));
        x = builder.Add("/fc/Add", new Add(), builder.Weight("fc.bias", [10], Initializer.Zeros), x);
        Graph graph = builder.Build(builder.Add("probabilities", new Softmax(), x)).ReplaceHead(2);
        Assert.Equal(["/body/Relu", "head"], graph.Nodes.Select(node => node.Name));
        Assert.Equal(["head.weight", "head.bias"], graph.Weights.Names);
    }

    [Fact]
    public void A_bias_that_the_backbone_shares_with_the_old_head_stays_with_the_backbone()
    {
        GraphBuilder builder = new("deduplicated");
        string bias = builder.Weight("fc.bias", [6], Initializer.Zeros);
        string x = builder.Add("body", new Gemm(), builder.Input("x", [Shape.Dynamic, 6]), builder.Weight("body.weight", [6, 6], Initializer.Ones), bias);
        Graph graph = builder.Build(builder.Add("fc", new Gemm(), builder.Add("relu", new Relu(), x), builder.Weight("fc.weight", [6, 6], Initializer.Ones), bias)).ReplaceHead(3);
        Assert.Equal(["fc.bias", "body.weight", "head.weight", "head.bias"], graph.Weights.Names);
        Assert.Equal([6], graph.Weights["fc.bias"].Shape);
    }

    [Theory]
    [InlineData("mobilenet_v2-imagenet-backbone.onnx", "head.weight", 1280)]
    [InlineData("squeezenet1_1-imagenet.onnx", "classifier.1.weight", 512)]
    public void Networks_of_the_model_zoo_get_a_head(string file, string weight, long features)
    {
        Graph graph = OnnxReader.Read(Path.Combine(TestData.Require("weights"), file)).ReplaceHead(["cat", "dog"]);
        Assert.Equal([2, features], graph.Weights[weight].Shape);
        Assert.Equal([Shape.Dynamic, 2], graph.InferShapes()[graph.Output].Shape);
        Assert.Equal(graph.Features, graph.SplitBeforeTrainable(name => name == weight).Value);
    }

    [Fact]
    public void New_weights_are_zero_unless_asked_otherwise()
    {
        Graph backbone = Backbone(pooled: true);
        Assert.All(backbone.ReplaceHead(3).Weights["head.weight"].ToFloats(), value => Assert.Equal(0, value));
        float[] drawn = backbone.ReplaceHead(3, seed: 5, new() { Weights = new UniformFanInInitializer() }).Weights["head.weight"].ToFloats();
        Assert.All(drawn, value => Assert.InRange(value, -1 / MathF.Sqrt(6), 1 / MathF.Sqrt(6)));
        Assert.Equal(drawn.Length, drawn.Distinct().Count());
        Assert.True(backbone.ReplaceHead(3).Weights["head.weight"].IsNew);
    }

    [Fact]
    public void Features_can_be_named()
    {
        Graph graph = Architectures.Find("resnet18").Build().ReplaceHead(3, options: new() { Features = "layer2.1.relu_1" });
        Assert.Equal([3, 128], graph.Weights["head.weight"].Shape);
        Assert.DoesNotContain("layer3.0.conv1.weight", graph.Weights.Names);
    }

    [Fact]
    public void Features_without_a_width_are_refused()
    {
        GraphBuilder builder = new("tokens");
        Graph graph = builder.Build(builder.Add("norm", new Relu(), builder.Input("x", [Shape.Dynamic, 197, 768])));
        var error = Assert.Throws<GraphException>(() => graph.ReplaceHead(3));
        Assert.Equal("the features 'norm' of 'tokens' have the shape (N, 197, 768); a head needs (N, features) or (N, features, height, width). Name another value as the features", error.Message);
    }

    [Fact]
    public void A_dropout_of_everything_is_refused()
    {
        var error = Assert.Throws<GraphException>(() => Backbone(pooled: true).ReplaceHead(3, options: new() { Dropout = 1 }));
        Assert.Equal("a new head cannot drop a share of 1 of its features; a share lies from 0 to below 1", error.Message);
    }

    private static Graph Backbone(bool pooled)
    {
        GraphBuilder builder = new("backbone");
        string x = builder.Add("conv", new Conv(new Window(3)), builder.Input("image", [Shape.Dynamic, 3, 8, 8]), builder.Weight("conv.weight", [6, 3, 3, 3], Initializer.Ones));
        x = builder.Add("bn", new BatchNormalization(), x, builder.Weight("bn.weight", [6], Initializer.Ones), builder.Weight("bn.bias", [6], Initializer.Zeros),
            builder.Weight("bn.running_mean", [6], Initializer.Zeros), builder.Weight("bn.running_var", [6], Initializer.Ones));
        x = builder.Add("relu", new Relu(), x);
        return builder.Build(pooled ? builder.Add("features", new Flatten(), builder.Add("pool", new GlobalAveragePool(), x)) : x);
    }
}
