using Graft.Graphs;
using Graft.Models.Layers;
using Graft.Weights;
using static Graft.Models.Layers.Notation;

namespace Graft.Models;

/// <summary>Swin transformer: attention within windows, which every second block shifts; between stages four neighbours become one.</summary>
/// <remarks>
/// Liu et al. 2021 (arXiv:2103.14030), figure 3 and §3.3, with windows of 7 × 7. Layer norms have epsilon 1e-5. torchvision's files hold the indices of the relative position biases, which are constants here.
/// torchvision pads pictures that the windows do not tile; here the side must be a multiple of 224.
/// </remarks>
public static class Swin
{
    private const long Window = 7;
    private const float Epsilon = 1e-5f;

    public static IReadOnlyList<Architecture> All { get; } =
    [
        Of("swin_t", 96, [2, 2, 6, 2], [3, 6, 12, 24], skipped: 0.2f, resize: 232),
        Of("swin_s", 96, [2, 2, 18, 2], [3, 6, 12, 24], skipped: 0.3f, resize: 246),
        Of("swin_b", 128, [2, 2, 18, 2], [4, 8, 16, 32], skipped: 0.5f, resize: 238),
    ];

    private static Architecture Of(string name, long width, int[] depths, long[] heads, float skipped, int resize) => new()
    {
        Name = name,
        Family = "Swin",
        Paper = "Liu et al. 2021, Swin transformer: hierarchical vision transformer using shifted windows, arXiv:2103.14030, §3.3",
        Preprocessing = Preprocessing.ImageNet with { Resize = resize, Resampling = Resampling.Bicubic },
        Initialization = new(new UniformFanInInitializer(), new NormalInitializer(0.02), ZeroBias: true),
        Names = NameMap.AnyPrefix.Ignoring("*.relative_position_index"),
        Others = [TimmNames.Swin],
        Backbone =
        [
            ("features", Sequence(Stages(width, depths, heads, skipped))), // (7, 7, 768)
            ("norm", LayerNorm(Epsilon)), ChannelsFirst(),
            GlobalAveragePool(), Flatten(),
        ],
        Head = classes => [("head", Dense(classes))],
    };

    private static IEnumerable<Layer> Stages(long width, int[] depths, long[] heads, float skipped)
    {
        yield return Sequence(Conv(width, kernel: 4, stride: 4, pad: 0), ChannelsLast(), LayerNorm(Epsilon)); // (56, 56, 96)
        for (int stage = 0; stage < depths.Length; stage++, width *= 2)
        {
            if (stage > 0)
            {
                yield return Chain(MergePatches(), ("norm", LayerNorm(Epsilon)), ("reduction", Dense(width, bias: false)));
            }
            (long channels, int at) = (width, stage);
            yield return Sequence(Enumerable.Range(0, depths[at]).Select(place => Block(channels, heads[at], shifted: place % 2 == 1, skipped * (depths.Take(at).Sum() + place) / (depths.Sum() - 1))));
        }
    }

    private static Layer Block(long width, long heads, bool shifted, float skipped) => Chain(
        Residual([("norm1", LayerNorm(Epsilon)), ("attn", WindowAttention(heads, Window, shifted))], skipped: skipped),
        Residual([("norm2", LayerNorm(Epsilon)), ("mlp", Chain(("0", Dense(4 * width, initializer: new GlorotUniformInitializer())), ("1", Gelu()), ("3", Dense(width, initializer: new GlorotUniformInitializer()))))], skipped: skipped));
}
