using Graft.Core.Tests.Runs;
using Graft.Core.Tests.Weights;
using Graft.Core.Tests.Weights.TensorFlow;
using Graft.Graphs;
using Graft.Models;
using Graft.Weights;

namespace Graft.Core.Tests.Models.Slim;

/// <summary>Slim's variables into Graft's graphs.</summary>
public sealed class SlimNamesTests
{
    public static TheoryData<string> Networks => [.. SlimVariables.All.Keys];

    [Fact]
    public void Every_network_of_Slim_is_listed() =>
        Assert.Equal([.. SlimVariables.All.Keys], Architectures.All.Where(architecture => architecture.Publisher == Publishers.Slim).Select(architecture => architecture.Name));

    [Theory]
    [MemberData(nameof(Networks))]
    public void All_variables_find_their_place_and_no_weight_is_missing(string name)
    {
        SlimVariables slim = SlimVariables.All[name];
        Architecture architecture = Architectures.Find(name);
        Graph graph = architecture.Build(slim.Classes);
        LoadReport report = graph.Load(File(slim.Variables, Unread), architecture.Names, HeadWeights.Required).Report;
        Assert.Empty(report.Unused);
        Assert.Empty(report.New);
        Assert.All(report.Ignored, variable => Assert.Contains("/AuxLogits/", variable, StringComparison.Ordinal));
        Assert.Equal(slim.Variables.Count, report.Loaded.Count + report.Reshaped.Count + report.Ignored.Count);
        Assert.Equal(
            graph.Weights.Names.Except(slim.Variables.Select(variable => SlimVariables.WeightOf(variable.Name))),
            report.Implied.Select(weight => weight.Name));
        Assert.Equal((slim.Side, slim.MultiplyAdds), (architecture.Side, graph.Cost().MultiplyAdds));
        Assert.Equal(slim.Classes - 1000, architecture.BackgroundClasses);
    }

    /// <summary>Each number of a variable says where it stands, and stands in the graph where it should.</summary>
    [Theory]
    [InlineData("slim_inception_v1")]
    [InlineData("slim_inception_v3")]
    [InlineData("slim_resnet_v1_50")]
    [InlineData("slim_resnet_v2_50")]
    [InlineData("slim_mobilenet_v1")]
    [InlineData("slim_mobilenet_v2")]
    public void A_checkpoint_of_full_size_arrives_bit_for_bit(string name)
    {
        SlimVariables slim = SlimVariables.All[name];
        WeightFile file = File(slim.Variables, variable => Numbered(variable.Name, variable.Shape));
        Graph graph = Architectures.Find(name).Build(slim.Classes).Load(file, Architectures.Find(name).Names, HeadWeights.Required).Graph;
        foreach ((string variable, Shape shape) in slim.Variables.Where(variable => !variable.Name.Contains("/AuxLogits/", StringComparison.Ordinal)))
        {
            float[] stored = Numbered(variable, shape).ToFloats(), found = graph.Weights[SlimVariables.WeightOf(variable)].ToFloats();
            if (shape.Rank == 1)
            {
                Assert.Equal(stored, found);
                continue;
            }
            Assert.Equal(stored.Length, found.Length);
            bool isDepthwise = variable.EndsWith("/depthwise_weights", StringComparison.Ordinal);
            (int area, int inputs, int outputs) = ((int)(shape[0] * shape[1]), (int)shape[2], (int)shape[3]);
            int wrong = 0;
            for (int pixel = 0, at = 0; pixel < area; pixel++)
            {
                for (int input = 0; input < inputs; input++)
                {
                    for (int output = 0; output < outputs; output++, at++)
                    {
                        int place = isDepthwise ? (input * area) + pixel : (((output * inputs) + input) * area) + pixel;
                        wrong += stored[at].Equals(found[place]) ? 0 : 1;
                    }
                }
            }
            Assert.True(wrong == 0, $"{wrong} numbers of {variable} stand in the wrong place");
        }
        Assert.All(graph.Weights.Names.Except(slim.Variables.Select(variable => SlimVariables.WeightOf(variable.Name))), scale => Assert.All(graph.Weights[scale].ToFloats(), value => Assert.Equal(1, value)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_checkpoint_on_disk_loads_as_its_network(bool v1)
    {
        using ScratchFolder scratch = new();
        SlimVariables slim = SlimVariables.All["slim_mobilenet_v1_025"];
        WrittenTensor[] tensors = [.. slim.Variables.Select(variable => new WrittenTensor(variable.Name, ElementType.Float32, [.. variable.Shape], Numbered(variable.Name, variable.Shape).Bytes.ToArray()))];
        _ = v1 ? CheckpointWriter.WriteV1(scratch.At("mobilenet.ckpt"), tensors) : CheckpointWriter.WriteV2(scratch.At("mobilenet.ckpt"), tensors);
        Architecture architecture = Architectures.Find(slim.Name);
        using WeightFile file = WeightFile.Open(scratch.At("mobilenet.ckpt"));
        (Graph graph, LoadReport report) = architecture.Build(1001).Load(file, architecture.ConventionOf(file).Names, HeadWeights.Required);
        Assert.Equal((slim.Variables.Count, 0), (report.Loaded.Count + report.Reshaped.Count, report.Unused.Count));
        Assert.Equal(Numbered("MobilenetV1/Logits/Conv2d_1c_1x1/biases", [1001]).ToFloats(), graph.Weights["Logits.Conv2d_1c_1x1.bias"].ToFloats());
        // Of (1, 1, 8, 16), output 3's input 5.
        Assert.Equal(Numbered("MobilenetV1/Conv2d_1_pointwise/weights", [1, 1, 8, 16]).ToFloats()[(5 * 16) + 3], graph.Weights["Conv2d_1_pointwise.weight"].ToFloats()[(3 * 8) + 5]);
    }

    [Fact]
    public void Moving_averages_are_read_where_there_are_some_and_memories_of_optimizers_are_passed_over()
    {
        SlimVariables slim = SlimVariables.All["slim_mobilenet_v1_025"];
        (string, Shape)[] training = [.. slim.Variables, .. ((string[])["ExponentialMovingAverage", "RMSProp", "RMSProp_1", "Momentum"]).SelectMany(slot => slim.Variables.Select(variable => ($"{variable.Name}/{slot}", variable.Shape))), ("global_step", [])];
        Architecture architecture = Architectures.Find(slim.Name);
        (Graph graph, LoadReport report) = architecture.Build(1001).Load(File(training, variable => Numbered(variable.Name, variable.Shape)), architecture.Names, HeadWeights.Required);
        Assert.All([.. report.Loaded.Select(weight => weight.Source), .. report.Reshaped.Select(weight => weight.Source)], source => Assert.EndsWith("/ExponentialMovingAverage", source, StringComparison.Ordinal));
        Assert.Equal(Numbered("MobilenetV1/Conv2d_0/BatchNorm/moving_mean/ExponentialMovingAverage", [8]).ToFloats(), graph.Weights["Conv2d_0.bn.running_mean"].ToFloats());
        Assert.Empty(report.Unused);
        Assert.Equal((4 * slim.Variables.Count) + 1, report.Ignored.Count);
        Assert.Contains(report.Notes, note => note == "weights stand in the file in several versions: 'MobilenetV1/Conv2d_0/weights/ExponentialMovingAverage' is taken, and 'MobilenetV1/Conv2d_0/weights' is not");
    }

    [Fact]
    public void A_checkpoint_tells_its_network()
    {
        SlimVariables slim = SlimVariables.All["slim_resnet_v2_101"];
        (Architecture, WeightConvention)? owner = WeightConventions.Owner(File(slim.Variables, Unread));
        Assert.Equal(("slim_resnet_v2_101", Publishers.Slim), (owner?.Item1.Name, owner?.Item2.Publisher));
        Assert.Contains("weights of 'slim_resnet_v2_101' as TF-Slim writes them", Assert.Throws<WeightFileException>(() => Architectures.Find("resnet50").ConventionOf(File(slim.Variables, Unread))).Message);
    }

    [Fact]
    public void A_checkpoint_of_Caffes_weights_holds_a_mean_colour_that_is_no_weight()
    {
        SlimVariables slim = SlimVariables.All["slim_resnet_v1_50"];
        LoadReport report = Architectures.Find(slim.Name).Build().Load(File([.. slim.Variables, ("resnet_v1_50/mean_rgb", [3]), ("global_step", [])], Unread), Architectures.Find(slim.Name).Names, HeadWeights.Required).Report;
        Assert.Equal(["resnet_v1_50/mean_rgb", "global_step"], report.Ignored);
        Assert.Empty(report.Unused);
    }

    private static HeldWeights File(IEnumerable<(string Name, Shape Shape)> variables, Func<(string Name, Shape Shape), Tensor> tensor) =>
        new(new WeightTable(variables.Select(variable => KeyValuePair.Create(variable.Name, tensor(variable)))));

    private static Tensor Unread((string Name, Shape Shape) variable) => Tensor.Lazy(ElementType.Float32, variable.Shape, () => throw new InvalidOperationException("nothing is read while loading"));

    private static Tensor Numbered(string name, Shape shape) => Tensor.Lazy(ElementType.Float32, shape, () =>
    {
        uint start = name.Aggregate(2166136261u, (hash, letter) => (hash ^ letter) * 16777619);
        var values = new float[shape.Elements];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (start + (uint)i) & 0xFFFFFF;
        }
        return Array.AsReadOnlyBytes(values);
    });
}
