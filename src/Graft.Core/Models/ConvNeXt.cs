using Graft.Graphs;
using Graft.Models.Layers;
using static Graft.Models.Layers.Notation;

namespace Graft.Models;

/// <summary>ConvNeXt: a convolutional network after the plan of vision transformers; depthwise 7 × 7 convolutions, then a dense layer and back for each pixel.</summary>
/// <remarks>Liu et al. 2022 (arXiv:2201.03545), figure 4 and §3, with layer scale from 1e-6 and stochastic depth as in table 5. The features are those behind the last norm.</remarks>
public static class ConvNeXt
{
    private const float Epsilon = 1e-6f;

    public static IReadOnlyList<Architecture> All { get; } =
    [
        Of("convnext_tiny", 96, [3, 3, 9, 3], skipped: 0.1f, resize: 236),
        Of("convnext_small", 96, [3, 3, 27, 3], skipped: 0.4f, resize: 230),
        Of("convnext_base", 128, [3, 3, 27, 3], skipped: 0.5f, resize: 232),
        Of("convnext_large", 192, [3, 3, 27, 3], skipped: 0.5f, resize: 232),
    ];

    private static Architecture Of(string name, long width, int[] depths, float skipped, int resize) => new()
    {
        Name = name,
        Family = "ConvNeXt",
        Paper = "Liu et al. 2022, A ConvNet for the 2020s, arXiv:2201.03545, §3",
        Preprocessing = Preprocessing.ImageNet with { Resize = resize },
        Initialization = new(new NormalInitializer(0.02), new NormalInitializer(0.02), ZeroBias: true),
        Others = [TimmNames.ConvNeXt],
        Backbone =
        [
            ("features", Sequence(Stages(width, depths, skipped))), // (768, 7, 7)
            GlobalAveragePool(),
            ("classifier", Sequence(ChannelNorm(Epsilon))), Flatten(),
        ],
        Head = classes => [("classifier", Sequence([Dense(classes)], first: 2))],
    };

    private static IEnumerable<Layer> Stages(long width, int[] depths, float skipped)
    {
        yield return Sequence(Conv(width, kernel: 4, stride: 4, pad: 0), ChannelNorm(Epsilon)); // (96, 56, 56)
        for (int stage = 0; stage < depths.Length; stage++, width *= 2)
        {
            if (stage > 0)
            {
                yield return Sequence(ChannelNorm(Epsilon), Conv(width, kernel: 2, stride: 2, pad: 0));
            }
            (long channels, int before) = (width, depths.Take(stage).Sum());
            yield return Sequence(Enumerable.Range(before, depths[stage]).Select(place => Block(channels, skipped * place / (depths.Sum() - 1))));
        }
    }

    private static Layer Block(long width, float skipped) => Residual(
    [
        ("block", Sequence(Depthwise(kernel: 7, bias: true), ChannelsLast(), LayerNorm(Epsilon), Dense(4 * width), Gelu(), Dense(width), ChannelsFirst())),
        ("layer_scale", LayerScale(1e-6f)),
    ], skipped: skipped);
}
