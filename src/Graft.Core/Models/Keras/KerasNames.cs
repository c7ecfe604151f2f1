using Graft.Weights;

namespace Graft.Models;

/// <summary>How Keras names the weights of its layers; docs/formats/keras.md says what becomes of the names in its files.</summary>
internal static class KerasNames
{
    /// <summary>The head as Keras calls it now, and as it called it when many of the files were made.</summary>
    private static readonly string[] Heads = ["predictions", "probs", "fc1000", "Logits"];

    private static readonly NameRule[] OfLayer =
    [
        (".weight", "/kernel", WeightLayout.Hwio), (".weight", "/depthwise_kernel", WeightLayout.Hwim), (".bias", "/bias"),
        (".weight", "/gamma"), (".bias", "/beta"), (".running_mean", "/moving_mean"), (".running_var", "/moving_variance"),
    ];

    /// <summary>(in, out) as (out, in).</summary>
    public static WeightLayout Dense { get; } = WeightLayout.Transpose(1, 0);

    /// <summary>A dense layer behind a flattened grid, which Keras counts by row, column and channel, as a convolution over the grid.</summary>
    public static WeightLayout DenseOverGrid(long side, long channels) => WeightLayout.Reshape(side, side, channels, -1).Then(WeightLayout.Hwio);

    /// <summary>The names of a network's layers.</summary>
    /// <param name="layers">From a layer's path in the graph to its name in Keras, both with gaps.</param>
    public static NameMap Of(params ReadOnlySpan<(string Path, string Layer)> layers)
    {
        List<NameRule> rules = [.. Heads.SelectMany(head => (NameRule[])[new("predictions.weight", head + "/kernel", Dense), new("predictions.bias", head + "/bias")])];
        foreach ((string path, string layer) in layers)
        {
            rules.AddRange(OfLayer.Select(rule => new NameRule(path + rule.Graph, layer + rule.File, rule.Layout)));
        }
        return NameMap.Of([.. rules]).FindingPrefix();
    }

    /// <summary>VGG's layers as torchvision numbers them.</summary>
    /// <param name="convolutions">How many each block has.</param>
    public static NameMap Vgg(int[] convolutions)
    {
        List<NameRule> rules = [];
        for (int block = 1, place = 0; block <= convolutions.Length; block++, place++)
        {
            for (int convolution = 1; convolution <= convolutions[block - 1]; convolution++, place += 2)
            {
                rules.Add(new($"features.{place}.weight", $"block{block}_conv{convolution}/kernel", WeightLayout.Hwio));
                rules.Add(new($"features.{place}.bias", $"block{block}_conv{convolution}/bias"));
            }
        }
        return NameMap.Of([
            .. rules,
            new("classifier.0.weight", "fc1/kernel", DenseOverGrid(side: 7, channels: 512)), new("classifier.0.bias", "fc1/bias"),
            new("classifier.3.weight", "fc2/kernel", Dense), new("classifier.3.bias", "fc2/bias"),
            new("classifier.6.weight", "predictions/kernel", Dense), new("classifier.6.bias", "predictions/bias"),
        ]).FindingPrefix();
    }

    /// <summary>SqueezeNet 1.1's layers, which Keras' port counts from fire2 without the poolings between.</summary>
    public static NameMap SqueezeNet { get; } = NameMap.Of([
        .. Convolution("features.0", "conv1"), .. Convolution("classifier.1", "conv10"),
        .. ((int[])[3, 4, 6, 7, 9, 10, 11, 12]).SelectMany((place, fire) => ((string[])["squeeze", "expand1x1", "expand3x3"]).SelectMany(
            part => Convolution($"features.{place}.{part}", $"fire{fire + 2}/{(part == "squeeze" ? "squeeze1x1" : part)}"))),
    ]).FindingPrefix();

    private static NameRule[] Convolution(string path, string layer) => [new($"{path}.weight", $"{layer}/kernel", WeightLayout.Hwio), new($"{path}.bias", $"{layer}/bias")];
}
