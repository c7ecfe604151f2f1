using Graft.Core.Tests.Weights;
using Graft.Graphs;
using Graft.Models;
using Graft.Weights;

namespace Graft.Core.Tests.Models.Slim;

/// <summary>Slim's VGG is the same network as torchvision's; only names, layouts and pictures differ.</summary>
public class SlimVggTests
{
    [Theory]
    [InlineData("vgg16", new[] { 2, 2, 3, 3, 3 })]
    [InlineData("vgg19", new[] { 2, 2, 4, 4, 4 })]
    public void All_variables_find_their_place(string name, int[] blocks)
    {
        WeightFile file = new HeldWeights(new([.. Variables(name.Insert(3, "_"), blocks), new($"{name.Insert(3, "_")}/mean_rgb", Tensor.Of([3], new float[3])), new("global_step", Tensor.Of([], [0L]))]));
        Architecture architecture = Architectures.Find(name);
        WeightConvention convention = architecture.ConventionOf(file);
        Assert.Equal((Publishers.Slim, 0), (convention.Publisher, convention.BackgroundClasses));
        (Graph graph, LoadReport report) = architecture.Build().Load(file, convention.Names, HeadWeights.Required);
        Assert.Equal((0, 0, 2), (report.Unused.Count, report.New.Count, report.Ignored.Count));
        Assert.Equal(graph.Weights.Count, report.Loaded.Count + report.Reshaped.Count);

        // Slim counts height, width, in, out; the graph out, in, height, width.
        float[] stored = file.Tensors[$"{name.Insert(3, "_")}/conv1/conv1_2/weights"].ToFloats(), found = graph.Weights["features.2.weight"].ToFloats();
        for (int y = 0, at = 0; y < 3; y++)
        {
            for (int x = 0; x < 3; x++)
            {
                for (int input = 0; input < 64; input++)
                {
                    for (int output = 0; output < 64; output++, at++)
                    {
                        Assert.Equal(stored[at], found[(((((output * 64) + input) * 3) + y) * 3) + x]);
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData("vgg16")]
    [InlineData("vgg19")]
    public void Pictures_are_prepared_as_Slim_does(string name)
    {
        PretrainedWeights weights = PublishedWeights.TryFind($"{name}.slim_2016_08_28")!;
        Assert.Equal($"http://download.tensorflow.org/models/{name.Insert(3, "_")}_2016_08_28.tar.gz", weights.Address.ToString());
        Preprocessing preprocessing = weights.Preprocessing;
        Assert.Equal((ResizePolicy.ShorterSide, 256, 224, ChannelOrder.Rgb, 1f), (preprocessing.Policy, preprocessing.Resize, preprocessing.Height, preprocessing.Channels, preprocessing.Scale));
        Assert.Equal([123.68f, 116.78f, 103.94f], preprocessing.Mean);
        Assert.Equal([1f, 1f, 1f], preprocessing.Deviation);
        Assert.Equal(1000, weights.Classes);
    }

    /// <summary>Names and shapes of Slim's nets/vgg.py; the numbers count from 0.</summary>
    private static IEnumerable<KeyValuePair<string, Tensor>> Variables(string scope, int[] blocks)
    {
        long[] widths = [64, 128, 256, 512, 512];
        long channels = 3;
        for (int block = 0; block < blocks.Length; block++)
        {
            for (int i = 1; i <= blocks[block]; i++, channels = widths[block])
            {
                yield return Counted($"{scope}/conv{block + 1}/conv{block + 1}_{i}/weights", [3, 3, channels, widths[block]]);
                yield return Counted($"{scope}/conv{block + 1}/conv{block + 1}_{i}/biases", [widths[block]]);
            }
        }
        foreach ((string name, Shape shape) in new (string, Shape)[] { ("fc6", [7, 7, 512, 4096]), ("fc7", [1, 1, 4096, 4096]), ("fc8", [1, 1, 4096, 1000]) })
        {
            yield return Counted($"{scope}/{name}/weights", shape);
            yield return Counted($"{scope}/{name}/biases", [shape[3]]);
        }
    }

    private static KeyValuePair<string, Tensor> Counted(string name, Shape shape) =>
        new(name, Tensor.Filled(ElementType.Float32, shape, destination =>
        {
            for (int i = 0; i < destination.Length / 4; i++)
            {
                BitConverter.TryWriteBytes(destination[(4 * i)..], (float)i);
            }
        }));
}
