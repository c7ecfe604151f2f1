using Graft.Core.Tests.Weights;
using Graft.Graphs;
using Graft.Models;
using Graft.Tests;
using Graft.Weights;

namespace Graft.Core.Tests.Models.Keras;

/// <summary>Weights in Keras' names and layouts into Graft's graphs, held against Keras' definitions of both.</summary>
public sealed class KerasNamesTests
{
    public static TheoryData<string> Sized => [.. KerasNetwork.All.Keys.Where(name => Architectures.TryFind(name) is not null)];

    public static TheoryData<string> Listed => [.. KerasNetwork.All.Values.Where(network => network.Weights.Count > 0 && network.Name != "vgg19" && Architectures.TryFind(network.Name) is not null).Select(network => network.Name)];

    /// <summary>The totals are asserted in networks.py to be those of Keras' documentation: 25,636,712 for ResNet-50 and so on.</summary>
    [Theory, MemberData(nameof(Sized))]
    public void Networks_have_the_parameters_that_Keras_publishes(string name)
    {
        Architecture architecture = Architectures.Find(name);
        Graph graph = architecture.Build();
        NameMap names = NamesOf(architecture);
        Assert.Equal(KerasNetwork.All[name].Parameters, graph.Weights.Where(weight => names.ImpliedOf(weight.Key) is null).Sum(weight => weight.Value.Shape.Elements));
        Assert.Equal(KerasNetwork.All[name].Side, architecture.Side);
    }

    [Fact]
    public void Every_network_of_Keras_is_held_against_it() =>
        Assert.Empty(Architectures.All.Where(architecture => architecture.Publisher == Publishers.Keras).Select(architecture => architecture.Name).Except(KerasNetwork.All.Keys));

    [Theory, MemberData(nameof(Listed))]
    public void Every_weight_of_Keras_finds_its_place_and_none_is_missing(string name)
    {
        KerasNetwork keras = KerasNetwork.All[name];
        LoadReport report = Architectures.Find(name).Build().Load(File(keras.Weights, Unread), NamesOf(Architectures.Find(name)), HeadWeights.Required).Report;
        Assert.Empty(report.Unused);
        Assert.Empty(report.New);
        Assert.Equal(keras.Weights.Count, report.Loaded.Count + report.Reshaped.Count);
        Assert.Equal(name == "keras_inception_v3" ? 94 : 0, report.Implied.Count);
    }

    /// <summary>Trap: kernels are (height, width, in, out), depthwise ones (height, width, channels, 1), dense ones (in, out).</summary>
    [Theory]
    [InlineData("keras_resnet50")]
    [InlineData("keras_mobilenet")]
    [InlineData("keras_inception_v3")]
    [InlineData("keras_xception")]
    public void Keras_kernels_arrive_from_HWIO_and_HWIM_and_dense_ones_from_in_out(string name)
    {
        KerasNetwork keras = KerasNetwork.All[name];
        (Graph graph, LoadReport report) = Architectures.Find(name).Build().Load(File(keras.Weights, weight => KerasNetwork.Draw(weight.Name, weight.Shape)), NamesOf(Architectures.Find(name)), HeadWeights.Required);
        Dictionary<string, string> places = report.Loaded.Select(weight => (weight.Source, weight.Name)).Concat(report.Reshaped.Select(weight => (weight.Source, weight.Name))).ToDictionary(pair => pair.Source, pair => pair.Name);
        foreach ((string weight, Shape shape) in keras.Weights)
        {
            float[] stored = KerasNetwork.Draw(weight, shape).ToFloats(), found = graph.Weights[places[weight]].ToFloats();
            (int area, int inputs, int outputs) = shape.Rank switch { 4 => ((int)(shape[0] * shape[1]), (int)shape[2], (int)shape[3]), 2 => (1, (int)shape[0], (int)shape[1]), _ => (1, 1, stored.Length) };
            int wrong = 0;
            for (int pixel = 0, at = 0; pixel < area; pixel++)
            {
                for (int input = 0; input < inputs; input++)
                {
                    for (int output = 0; output < outputs; output++, at++)
                    {
                        int place = weight.EndsWith("/depthwise_kernel", StringComparison.Ordinal) ? (input * area) + pixel : (((output * inputs) + input) * area) + pixel;
                        wrong += stored[at].Equals(found[place]) ? 0 : 1;
                    }
                }
            }
            Assert.True(wrong == 0, $"{wrong} numbers of {weight} stand in the wrong place");
        }
    }

    /// <summary>Trap: behind a flatten, Keras counts rows, columns, channels; PyTorch's order, which Graft's convolution over the grid has, is channels, rows, columns.</summary>
    [Fact]
    public void A_dense_layer_of_Keras_after_a_flatten_is_taken_apart_by_row_column_channel()
    {
        KerasNetwork keras = KerasNetwork.All["vgg16"];
        WeightLayout layout = NamesOf(Architectures.Find("vgg16")).SourcesOf("classifier.0.weight").Single(source => source.File == "fc1/kernel").Layout!;
        Assert.Equal<long>([25088, 4096], keras.Weights.Single(weight => weight.Name == "fc1/kernel").Shape);
        // Three outputs are enough to see the order: input i of the file counts as ((row · 7) + column) · 512 + channel.
        Tensor stored = Tensor.Of([25088, 3], [.. Enumerable.Range(0, 25088 * 3).Select(i => (float)i)]), found = layout.Apply(stored);
        Assert.Equal<long>([3, 512, 7, 7], found.Shape);
        float[] values = found.ToFloats();
        foreach ((int output, int channel, int row, int column) in new[] { (0, 0, 0, 0), (1, 0, 0, 1), (2, 0, 1, 0), (0, 1, 0, 0), (1, 511, 6, 5), (2, 300, 3, 2) })
        {
            Assert.Equal((((((row * 7) + column) * 512) + channel) * 3) + output, values[(((((output * 512) + channel) * 7) + row) * 7) + column]);
        }
    }

    [Fact]
    public void Numbers_that_Keras_gave_by_itself_may_begin_anywhere()
    {
        KerasNetwork keras = KerasNetwork.All["keras_inception_v3"];
        foreach (Func<int, string> ending in (Func<int, string>[])[n => n == 1 ? "" : $"_{n - 1}", n => $"_{n + 188}"])
        {
            (string Name, Shape Shape)[] renumbered = [.. keras.Weights.Select(weight => (Renumber(weight.Name, ending), weight.Shape))];
            Architecture architecture = Architectures.Find(keras.Name);
            (Graph graph, LoadReport report) = architecture.Build().Load(File(renumbered, weight => KerasNetwork.Draw(weight.Name, weight.Shape)), architecture.Names, HeadWeights.Required);
            Assert.Empty(report.Unused);
            Assert.Equal(KerasNetwork.Draw($"batch_normalization{ending(94)}/beta", [192]).ToFloats(), graph.Weights["bn94.bias"].ToFloats());
            Assert.Equal(KerasNetwork.Draw($"batch_normalization{ending(10)}/moving_mean", [96]).ToFloats(), graph.Weights["bn10.running_mean"].ToFloats());
        }

        static string Renumber(string name, Func<int, string> ending)
        {
            string[] parts = name.Split('/');
            int at = parts[0].LastIndexOf('_');
            return at > 0 && int.TryParse(parts[0][(at + 1)..], out int number) ? $"{parts[0][..at]}{ending(number)}/{parts[1]}" : name;
        }
    }

    [Fact]
    public void The_older_names_of_MobileNetV2_lead_to_the_same_places()
    {
        KerasNetwork keras = KerasNetwork.All["keras_mobilenet_v2"];
        Architecture architecture = Architectures.Find(keras.Name);
        (string, Shape)[] older = [.. keras.Weights.Select(weight => (Older(weight.Name), weight.Shape))];
        Assert.Contains(older, weight => weight.Item1 == "bn0_conv_0_bn_depthwise/gamma");
        Assert.Contains(older, weight => weight.Item1 == "mobl16_conv_16_expand/kernel");
        Assert.Empty(architecture.Build().Load(File(older, Unread), architecture.Names, HeadWeights.Required).Report.Unused);

        static string Older(string name)
        {
            string[] parts = name.Split('/');
            string block = parts[0].StartsWith("expanded_conv_", StringComparison.Ordinal) ? "0" : parts[0].StartsWith("block_", StringComparison.Ordinal) ? parts[0].Split('_')[1] : "";
            string part = parts[0][(parts[0].LastIndexOf('_') + 1)..] is "BN" ? parts[0].Split('_')[^2] : parts[0].Split('_')[^1];
            return block.Length == 0 ? name : parts[0].EndsWith("_BN", StringComparison.Ordinal) ? $"bn{block}_conv_{block}_bn_{part}/{parts[1]}" : $"mobl{block}_conv_{block}_{part}/{parts[1]}";
        }
    }

    [Fact]
    public void A_network_within_a_saved_model_is_found_behind_its_name()
    {
        KerasNetwork keras = KerasNetwork.All["keras_mobilenet"];
        Architecture architecture = Architectures.Find(keras.Name);
        LoadReport report = architecture.Build().Load(File([.. keras.Weights.Select(weight => ("mobilenet_1.00_224/" + weight.Name, weight.Shape)), ("dense/kernel", [1000, 3])], Unread), architecture.Names).Report;
        Assert.Equal(["dense/kernel"], report.Unused.Select(tensor => tensor.Source));
        Assert.Contains("names stand in the file behind the prefix 'mobilenet_1.00_224/'", report.Notes);
    }

    [Theory]
    [InlineData("vgg16")]
    [InlineData("keras_densenet121")]
    public void A_file_tells_its_network(string name)
    {
        (Architecture Architecture, WeightConvention Convention)? owner = WeightConventions.Owner(File(KerasNetwork.All[name].Weights, Unread));
        Assert.Equal((name, Publishers.Keras), (owner?.Architecture.Name, owner?.Convention.Publisher));
    }

    [Fact]
    public void A_deeper_network_is_not_taken_for_the_shallower_one_whose_names_it_has_all()
    {
        NameMap names = Architectures.Find("keras_resnet101").Names;
        string[] words = ["/gamma", "/beta", "/kernel", "/bias", "/moving_mean", "/moving_variance"];
        IEnumerable<(string, Shape)> deeper = Architectures.Find("keras_resnet101").Build().Weights.Names.SelectMany(name => names.SourcesOf(name)).Where(source => words.Any(word => source.File.EndsWith(word, StringComparison.Ordinal))).Select(source => (source.File, Shape.Of([1]))).Distinct();
        Assert.Equal("keras_resnet101", WeightConventions.Owner(File(deeper, Unread))?.Architecture.Name);
    }

    internal static NameMap NamesOf(Architecture architecture) => architecture.Conventions.Single(convention => convention.Publisher == Publishers.Keras).Names;

    private static HeldWeights File(IEnumerable<(string Name, Shape Shape)> weights, Func<(string Name, Shape Shape), Tensor> tensor) =>
        new(new WeightTable(weights.Select(weight => KeyValuePair.Create(weight.Name, tensor(weight)))));

    private static Tensor Unread((string Name, Shape Shape) weight) => Tensor.Lazy(ElementType.Float32, weight.Shape, () => throw new InvalidOperationException("nothing is read while loading"));
}
