namespace Graft.Models;

/// <summary>The ImageNet checkpoints that TF-Slim publishes for the architectures known here.</summary>
/// <remarks>
/// Addresses and accuracies as in the tables of Slim's <c>README.md</c>, <c>nets/mobilenet_v1.md</c> and <c>nets/mobilenet/README.md</c> (tensorflow/models, research/slim). The first two give the accuracy of a single crop,
/// rounded to a tenth of a percent. They state neither sizes nor hashes, and no terms of the weights; the code beside them is under Apache-2.0.
/// The quantised MobileNets are left out: theirs are the ranges of 8-bit arithmetic.
/// </remarks>
public static class SlimWeights
{
    private const string TensorFlow = "http://download.tensorflow.org/models/";

    private static readonly (string Architecture, string Date, double Accuracy)[] Table =
    [
        ("vgg16", "2016_08_28", 0.715),
        ("vgg19", "2016_08_28", 0.711),
        ("slim_inception_v1", "2016_08_28", 0.698),
        ("slim_inception_v3", "2016_08_28", 0.780),
        ("slim_resnet_v1_50", "2016_08_28", 0.752),
        ("slim_resnet_v1_101", "2016_08_28", 0.764),
        ("slim_resnet_v1_152", "2016_08_28", 0.768),
        ("slim_resnet_v2_50", "2017_04_14", 0.756),
        ("slim_resnet_v2_101", "2017_04_14", 0.770),
        ("slim_resnet_v2_152", "2017_04_14", 0.778),
    ];

    /// <summary>Accuracies at 224, 192, 160, 128 and 96 pixels, for the widths as they stand in the files' names.</summary>
    private static readonly (string Architecture, string File, double[] Accuracies)[] MobileNets =
    [
        ("slim_mobilenet_v1", "mobilenet_v1_1.0", [0.709, 0.700, 0.680, 0.652]),
        ("slim_mobilenet_v1_075", "mobilenet_v1_0.75", [0.684, 0.672, 0.653, 0.621]),
        ("slim_mobilenet_v1_050", "mobilenet_v1_0.5", [0.633, 0.617, 0.591, 0.563]),
        ("slim_mobilenet_v1_025", "mobilenet_v1_0.25", [0.498, 0.477, 0.455, 0.415]),
        ("slim_mobilenet_v2", "mobilenet_v2_1.0", [0.718, 0.707, 0.688, 0.653, 0.603]),
        ("slim_mobilenet_v2_140", "mobilenet_v2_1.4", [0.750]),
        ("slim_mobilenet_v2_130", "mobilenet_v2_1.3", [0.744]),
        ("slim_mobilenet_v2_075", "mobilenet_v2_0.75", [0.698, 0.687, 0.664, 0.632, 0.588]),
        ("slim_mobilenet_v2_050", "mobilenet_v2_0.5", [0.654, 0.639, 0.610, 0.577, 0.512]),
        ("slim_mobilenet_v2_035", "mobilenet_v2_0.35", [0.603, 0.582, 0.557, 0.508, 0.455]),
    ];

    private static readonly int[] Sides = [224, 192, 160, 128, 96];

    public static IReadOnlyList<PretrainedWeights> All { get; } =
    [
        .. Table.Select(row => Of(row.Architecture, row.Date, $"{TensorFlow}{Plain(row.Architecture)}_{row.Date}.tar.gz", row.Accuracy)),
        .. from row in MobileNets from crop in row.Accuracies.Zip(Sides) select MobileNet(row.Architecture, $"{row.File}_{crop.Second}.tgz", crop.Second, crop.First),
    ];

    private static PretrainedWeights Of(string architecture, string name, string address, double accuracy)
    {
        WeightConvention convention = Architectures.Find(architecture).Conventions.First(convention => convention.Publisher == Publishers.Slim);
        return new()
        {
            Name = $"slim_{name}",
            Architecture = architecture,
            Publisher = Publishers.Slim,
            Address = new(address),
            Preprocessing = convention.Preprocessing,
            Classes = 1000 + convention.BackgroundClasses,
            Accuracy = accuracy,
        };
    }

    private static PretrainedWeights MobileNet(string architecture, string file, int side, double accuracy)
    {
        bool first = file.StartsWith("mobilenet_v1", StringComparison.Ordinal);
        PretrainedWeights weights = Of(architecture, first ? $"2018_02_22_{side}" : $"{side}",
            first ? $"{TensorFlow}mobilenet_v1_2018_02_22/{file}" : $"https://storage.googleapis.com/mobilenet_v2/checkpoints/{file}", accuracy);
        return weights with { Preprocessing = weights.Preprocessing.At(side) };
    }

    /// <summary>Slim's own name of a network.</summary>
    private static string Plain(string architecture) => architecture.Replace("slim_", "", StringComparison.Ordinal).Replace("vgg", "vgg_", StringComparison.Ordinal);
}
