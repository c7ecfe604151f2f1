using System.Text.Json;
using Graft.Core.Tests.Runs;
using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Models;
using Graft.Tests;
using Graft.Weights;

namespace Graft.Core.Tests.Weights;

public sealed class WeightLoadTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void A_whole_network_loads_from_a_checkpoint_of_a_parallel_run()
    {
        (Graph graph, LoadReport report) = Small(classes: 2).Load(WeightFixtures.PathOf("checkpoint-zip.pth"));
        using WeightFile file = WeightFile.Open(WeightFixtures.PathOf("checkpoint-zip.pth"));
        Assert.Equal(8, report.Loaded.Count);
        Assert.Equal(("0.weight", "module.0.weight"), (report.Loaded[0].Name, report.Loaded[0].Source));
        Assert.All(report.Loaded, weight => Assert.Equal(file.Tensors[weight.Source].ToFloats(), graph.Weights[weight.Name].ToFloats()));
        Assert.Equal((0, 0, 0), (report.New.Count, report.Unused.Count, report.Reshaped.Count));
        Assert.Equal(["module.1.num_batches_tracked"], report.Ignored);
        Assert.Equal(["the state dict is the checkpoint's entry 'state_dict'", "names stand in the file behind the prefix 'module.'"], report.Notes);
    }

    [Fact]
    public void A_head_for_other_classes_stays_as_drawn_whole()
    {
        Graph drawn = Small(classes: 2, dense: 5);
        (Graph graph, LoadReport report) = drawn.Load(WeightFixtures.PathOf("checkpoint-zip.pth"));
        Assert.Equal(["4.weight (5, 4), (2, 4) in the file", "4.bias (5), (2) in the file"], report.New.Select(weight => $"{weight.Name} {weight.Shape}, {weight.Reason}"));
        Assert.Equal(drawn.Weights["4.weight"].ToFloats(), graph.Weights["4.weight"].ToFloats());
        Assert.Equal(["module.4.weight", "module.4.bias"], report.Unused.Select(tensor => tensor.Source));
    }

    [Fact]
    public void What_a_map_ignores_is_ignored_behind_a_prefix_too()
    {
        NameMap map = NameMap.AnyPrefix.Ignoring("4.*");
        LoadReport report = Small(classes: 2, dense: 5).Load(WeightFixtures.PathOf("checkpoint-zip.pth"), map).Report;
        Assert.Equal(["module.1.num_batches_tracked", "module.4.weight", "module.4.bias"], report.Ignored);
        Assert.Empty(report.Unused);
        Assert.Contains("does not fit small: 6 of the 6 weights", Assert.Throws<WeightFileException>(() => Small(classes: 2).Load(WeightFixtures.PathOf("checkpoint-zip.pth"), NameMap.Identity)).Message);
    }

    [Fact]
    public void A_bias_that_fits_is_not_taken_when_its_layer_is_new()
    {
        Save(("0.weight", [4, 3, 3, 3]), ("0.bias", [4]), ("1.weight", [4]), ("1.bias", [4]), ("1.running_mean", [4]), ("1.running_var", [4]), ("4.weight", [2, 9]), ("4.bias", [2]));
        LoadReport report = Small(classes: 2).Load(scratch.At("w")).Report;
        Assert.Equal([("4.weight", "(2, 9) in the file"), ("4.bias", "its layer is new")], report.New.Select(weight => (weight.Name, weight.Reason)));
    }

    [Fact]
    public void A_new_head_can_be_asked_for_and_an_old_one_be_required()
    {
        LoadReport report = Small(classes: 2).Load(WeightFixtures.PathOf("checkpoint-zip.pth"), head: HeadWeights.New).Report;
        Assert.Equal(["4.weight", "4.bias"], report.New.Select(weight => weight.Name));
        string path = WeightFixtures.PathOf("checkpoint-zip.pth");
        Assert.Equal($"{path}: 'module.4.weight' is (2, 4), but 4.weight needs (5, 4); 1 more weights differ. The head is trained anew for another task: ask for a new head, or for 2 classes.",
            Assert.Throws<WeightFileException>(() => Small(classes: 5).Load(path, head: HeadWeights.Required)).Message);
    }

    [Fact]
    public void A_missing_weight_of_the_backbone_lists_both_sides()
    {
        Save(("0.weight", [4, 3, 3, 3]), ("0.b", [4]), ("1.weight", [4]), ("1.bias", [4]), ("1.running_mean", [4]));
        Assert.Equal($"""
            {scratch.At("w")} does not fit small: 2 of the 6 weights that it must bring are not in it.
              + 0.bias (4)
              + 1.running_var (4)
              - 0.b (4)
            (+ the network has it, the file not; - the file has it, the network not.) Choose the network that the file was made for, or give a map of the names.
            """, Assert.Throws<WeightFileException>(() => Small(classes: 2).Load(scratch.At("w"))).Message);
    }

    [Fact]
    public void Only_the_first_ten_of_each_side_are_listed()
    {
        Graph resnet = Architectures.Find("resnet18").Build();
        string message = Assert.Throws<WeightFileException>(() => Small(classes: 2).Load(new HeldWeights(resnet.Weights))).Message;
        Assert.Contains("  - … and 92 more\n", message);
        Assert.Contains("  + … and 90 more\n", Assert.Throws<WeightFileException>(() => resnet.Load(WeightFixtures.PathOf("types-zip.pth"))).Message);
    }

    [Fact]
    public void A_backbone_of_another_shape_is_an_error()
    {
        Save(("0.weight", [4, 1, 3, 3]), ("0.bias", [4]), ("1.weight", [4]), ("1.bias", [4]), ("1.running_mean", [4]), ("1.running_var", [4]));
        Assert.Equal($"{scratch.At("w")}: '0.weight' is (4, 1, 3, 3), but 0.weight needs (4, 3, 3, 3). Choose the variant of small that the file was made for.",
            Assert.Throws<WeightFileException>(() => Small(classes: 2).Load(scratch.At("w"))).Message);
    }

    [Fact]
    public void Half_precision_becomes_32_bit_floats()
    {
        GraphBuilder builder = new("one");
        string image = builder.Input("image", [Shape.Dynamic, 3]);
        Graph graph = builder.Build(builder.Add("float16", new Add(), image, builder.Weight("bfloat16", [2, 3], Initializer.Zeros)));
        (Graph loaded, LoadReport report) = graph.Load(WeightFixtures.PathOf("types-zip.pth"));
        Assert.Equal(ElementType.Float32, loaded.Weights["bfloat16"].Type);
        Assert.Equal([-4.5f, -3, -1.5f, 0, 1.5f, 3], loaded.Weights["bfloat16"].ToFloats());
        Assert.Contains("numbers are stored as BFloat16 and converted to Float32", report.Notes);
    }

    [Fact]
    public void A_dense_layer_loads_into_the_convolution_that_stands_for_it()
    {
        Graph vgg = Architectures.Find("vgg11").Build(side: 224);
        WeightTable dense = new(vgg.Weights.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Shape.Rank == 4 && pair.Key.StartsWith("classifier", StringComparison.Ordinal)
            ? Tensor.Lazy(ElementType.Float32, [pair.Value.Shape[0], pair.Value.Shape.Elements / pair.Value.Shape[0]], () => throw new InvalidOperationException("nothing is read while loading")) : pair.Value)));
        (_, LoadReport report) = vgg.Load(new HeldWeights(dense), head: HeadWeights.Required);
        Assert.Equal(["(4096, 25088) → (4096, 512, 7, 7)", "(4096, 4096) → (4096, 4096, 1, 1)", "(1000, 4096) → (1000, 4096, 1, 1)"], report.Reshaped.Select(weight => $"{weight.FileShape} → {weight.Shape}"));
        Assert.Empty(report.Unused);
    }

    [Fact]
    public void A_weight_that_such_files_leave_out_has_the_value_that_it_always_has()
    {
        Save(("0.weight", [4, 3, 3, 3]), ("0.bias", [4]), ("1.bias", [4]), ("1.running_mean", [4]), ("1.running_var", [4]));
        (Graph graph, LoadReport report) = Small(classes: 2).Load(scratch.At("w"), NameMap.AnyPrefix.Implying("1.weight", 3));
        Assert.Equal([3, 3, 3, 3], graph.Weights["1.weight"].ToFloats());
        Assert.Equal([("1.weight", 3f)], report.Implied.Select(weight => (weight.Name, weight.Value)));
        Assert.Contains("  implied      1 with 4 values\n    1.weight (4), 3 where such files leave it out\n", report.ToString());
        Assert.Contains("1 of the 6 weights that it must bring are not in it", Assert.Throws<WeightFileException>(() => Small(classes: 2).Load(scratch.At("w"))).Message);
    }

    [Fact]
    public void A_file_that_has_such_a_weight_is_believed()
    {
        Save(("0.weight", [4, 3, 3, 3]), ("0.bias", [4]), ("1.weight", [4]), ("1.bias", [4]), ("1.running_mean", [4]), ("1.running_var", [4]));
        (Graph graph, LoadReport report) = Small(classes: 2).Load(scratch.At("w"), NameMap.AnyPrefix.Implying("1.weight", 3));
        Assert.Equal([1, 1, 1, 1], graph.Weights["1.weight"].ToFloats());
        Assert.Empty(report.Implied);
    }

    [Fact]
    public void Of_two_versions_of_a_weight_the_one_named_first_is_taken_and_the_other_is_not_called_unused()
    {
        Save(("0.weight", [4, 3, 3, 3]), ("0.bias", [4]), ("1.weight", [4]), ("1.bias", [4]), ("1.running_mean", [4]), ("1.running_var", [4]), ("0.bias/average", [4]));
        LoadReport report = Small(classes: 2).Load(scratch.At("w"), NameMap.Of(("*", "*/average"), ("*", "*"))).Report;
        Assert.Equal("0.bias/average", report.Loaded.Single(weight => weight.Name == "0.bias").Source);
        Assert.Equal(["0.bias"], report.Ignored);
        Assert.Empty(report.Unused);
        Assert.Contains("weights stand in the file in several versions: '0.bias/average' is taken, and '0.bias' is not", report.Notes);
    }

    [Fact]
    public void The_report_prints_as_a_table_and_as_JSON()
    {
        LoadReport report = Small(classes: 5).Load(WeightFixtures.PathOf("checkpoint-zip.pth")).Report;
        Assert.Equal("""
            checkpoint-zip.pth (PyTorch) → small
              loaded       6 with 128 values
              reshaped     0
              new          2 with 25 values
                4.weight (5, 4), (2, 4) in the file
                4.bias (5), (2) in the file
              unused       2 with 10 values
                module.4.weight (2, 4)
                module.4.bias (2)
              ignored      1 names that are no weights: module.1.num_batches_tracked
              the state dict is the checkpoint's entry 'state_dict'
              names stand in the file behind the prefix 'module.'

            """, report.ToString());
        using JsonDocument json = JsonDocument.Parse(report.ToJson());
        Assert.Equal([5, 4], json.RootElement.GetProperty("new")[0].GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()));
        Assert.Equal(("small", 6), (json.RootElement.GetProperty("model").GetString(), json.RootElement.GetProperty("loaded").GetArrayLength()));
    }

    [Theory]
    [InlineData("mobilenet_v2", "mobilenet_v2-imagenet-backbone.pth", 260, 2)]
    [InlineData("mobilenet_v2", "mobilenet_v2-imagenet-backbone.safetensors", 260, 2)]
    [InlineData("mobilenet_v2", "mobilenet_v2-imagenet-backbone.onnx", 260, 2)]
    [InlineData("squeezenet1_1", "squeezenet1_1-imagenet-legacy.pth", 52, 0)]
    public void Real_files_fit_the_networks_they_were_made_for(string network, string file, int loaded, int drawn)
    {
        LoadReport report = Architectures.Find(network).Build().Load(Path.Combine(TestData.Require("weights"), file)).Report;
        Assert.Equal((loaded, drawn, 0, 0), (report.Loaded.Count, report.New.Count, report.Unused.Count, report.Reshaped.Count));
    }

    private static Graph Small(int classes, int? dense = null)
    {
        GraphBuilder builder = new("small", seed: 3);
        string x = builder.Input("image", [Shape.Dynamic, 3, 3, 3]);
        x = builder.Add("0", new Conv(new Window(3)), x, builder.Weight("0.weight", [4, 3, 3, 3], new NormalInitializer(1)), builder.Weight("0.bias", [4], Initializer.Zeros));
        x = builder.Add("1", new BatchNormalization(), [x, .. new[] { "1.weight", "1.bias", "1.running_mean", "1.running_var" }.Select(name => builder.Weight(name, [4], Initializer.Ones))]);
        string features = builder.Add("3", new Flatten(), builder.Add("2", new Relu(), x));
        string logits = builder.Add("4", new Gemm(TransposeB: true), features, builder.Weight("4.weight", [dense ?? classes, 4], new NormalInitializer(1)), builder.Weight("4.bias", [dense ?? classes], Initializer.Zeros));
        return builder.Build(logits, features);
    }

    private void Save(params (string Name, long[] Sizes)[] tensors) =>
        SafeTensors.Write(scratch.At("w"), new(tensors.Select(tensor => KeyValuePair.Create(tensor.Name, Tensor.Drawn(Shape.Of(tensor.Sizes), Initializer.Ones, 0, tensor.Name)))));
}
