using Graft.Graphs;
using Graft.Models.Layers;
using static Graft.Models.Layers.Notation;

namespace Graft.Models;

/// <summary>VGG: blocks of 3 × 3 convolutions; each block ends by halving the grid.</summary>
/// <remarks>
/// Simonyan and Zisserman 2015 (arXiv:1409.1556), table 1, columns A, B, D and E. Written fully convolutional as in the paper's §3.2: fc6 is a 7 × 7 convolution with the same weights, so pictures larger than 224 work;
/// smaller ones do not, where torchvision would stretch them to a 7 × 7 grid. The batch norm of the <c>_bn</c> variants is later than the paper.
/// </remarks>
public static class Vgg
{
    private static readonly long[] Widths = [64, 128, 256, 512, 512];

    private static readonly (string Depth, int[] Convolutions)[] Table =
    [
        ("11", [1, 1, 2, 2, 2]), // A
        ("13", [2, 2, 2, 2, 2]), // B
        ("16", [2, 2, 3, 3, 3]), // D
        ("19", [2, 2, 4, 4, 4]), // E
    ];

    public static IReadOnlyList<Architecture> All { get; } =
    [
        .. from row in Table from batchNorm in (bool[])[false, true] select Of($"vgg{row.Depth}{(batchNorm ? "_bn" : "")}", row.Convolutions, batchNorm),
    ];

    private static Architecture Of(string name, int[] convolutions, bool batchNorm) => new()
    {
        Name = name,
        Family = "VGG",
        Paper = "Simonyan and Zisserman 2015, Very deep convolutional networks for large-scale image recognition, arXiv:1409.1556, table 1",
        Initialization = new(new HeNormalInitializer(FanOut: true), new NormalInitializer(0.01), ZeroBias: true),
        Backbone =
        [
            ("features", Sequence(convolutions.Zip(Widths, (count, width) => Block(count, width, batchNorm)).SelectMany(block => block))), // (512, 7, 7)
            ("classifier", Sequence(
                Fully(4096, kernel: 7), Relu(), Dropout(0.5f), // (4096, 1, 1)
                Fully(4096, kernel: 1), Relu())),
        ],
        Head = classes => [("classifier", Sequence([Dropout(0.5f), Fully(classes, kernel: 1)], first: 5)), GlobalAveragePool(), Flatten()],
        Others = name is "vgg16" or "vgg19" ? [TimmNames.Vgg, Slim(name.Insert(3, "_"), convolutions), new(Publishers.Keras, KerasNames.Vgg(convolutions), KerasPreprocessing.Caffe)] : [TimmNames.Vgg],
    };

    /// <summary>TF-Slim's VGG (slim/nets/vgg.py) is this very network: fc6 to fc8 are convolutions there too, 7 × 7 without padding and 1 × 1.</summary>
    private static WeightConvention Slim(string scope, int[] convolutions)
    {
        List<(string, string)> layers = [("classifier.0", $"{scope}/fc6"), ("classifier.3", $"{scope}/fc7"), ("classifier.6", $"{scope}/fc8")];
        int place = 0;
        foreach ((int block, int count) in convolutions.Index())
        {
            for (int i = 1; i <= count; i++, place += 2) // a convolution and its rectifier
            {
                layers.Add(($"features.{place}", $"{scope}/conv{block + 1}/conv{block + 1}_{i}"));
            }
            place++; // the pooling
        }
        return new(Publishers.Slim, SlimNames.Of([.. layers]), SlimPreprocessing.Vgg);
    }

    private static IEnumerable<Layer> Block(int count, long width, bool batchNorm) =>
    [
        .. Enumerable.Repeat<Layer[]>(batchNorm ? [Conv(width, kernel: 3), BatchNorm(), Relu()] : [Conv(width, kernel: 3), Relu()], count).SelectMany(layers => layers),
        MaxPool(2, stride: 2, pad: 0),
    ];

    /// <summary>A dense layer of the paper as a convolution; drawn as torchvision draws the dense one.</summary>
    private static Layer Fully(long width, long kernel) => Conv(width, kernel, pad: 0, initializer: new NormalInitializer(0.01));
}
