using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Models.Layers;
using Graft.Weights;
using static Graft.Models.Layers.Notation;

namespace Graft.Models;

/// <summary>ViT: the picture cut into patches, each a token beside a class token, through the encoder of a transformer; the class token's last state is the features.</summary>
/// <remarks>
/// Dosovitskiy et al. 2021 (arXiv:2010.11929), equations 1 to 4, table 1. Layer norms have epsilon 1e-6. The position embeddings are those of one picture size; a file made for another does not fit.
/// torchvision's files are older than its names: they say <c>mlp.linear_1</c> for <c>mlp.0</c>.
/// </remarks>
public static class VisionTransformer
{
    private const float Epsilon = 1e-6f;

    private static NameMap Published { get; } = NameMap.AnyPrefix.Before(
        ("encoder.layers.encoder_layer_{}.mlp.0.*", "encoder.layers.encoder_layer_{}.mlp.linear_1.*"),
        ("encoder.layers.encoder_layer_{}.mlp.3.*", "encoder.layers.encoder_layer_{}.mlp.linear_2.*"));

    public static IReadOnlyList<Architecture> All { get; } =
    [
        Of("vit_b_16", patch: 16, layers: 12, heads: 12, width: 768, inner: 3072),
        Of("vit_b_32", patch: 32, layers: 12, heads: 12, width: 768, inner: 3072),
        Of("vit_l_16", patch: 16, layers: 24, heads: 16, width: 1024, inner: 4096, resize: 242),
        Of("vit_l_32", patch: 32, layers: 24, heads: 16, width: 1024, inner: 4096),
    ];

    private static Architecture Of(string name, long patch, int layers, long heads, long width, long inner, int resize = 256) => new()
    {
        Name = name,
        Family = "ViT",
        Paper = "Dosovitskiy et al. 2021, An image is worth 16x16 words, arXiv:2010.11929, table 1",
        Preprocessing = Preprocessing.ImageNet with { Resize = resize },
        Initialization = new(new NormalInitializer(1 / Math.Sqrt(3 * patch * patch)), new UniformFanInInitializer(), ZeroBias: true),
        Names = Published,
        Others = [TimmNames.VisionTransformer],
        Backbone =
        [
            ("conv_proj", Patches(width, patch)), // (768, 14, 14)
            ("class_token", ClassToken()), // (197, 768)
            ("encoder", Chain(
                ("pos_embedding", Positions()),
                ("layers", Chain([.. Enumerable.Range(0, layers).Select(place => (Layer)($"encoder_layer_{place}", Block(heads, width, inner)))])),
                ("ln", LayerNorm(Epsilon)))),
            Apply("class", new Gather(1, 0)), // (768)
        ],
        Head = classes => [("heads", Chain(("head", Dense(classes, initializer: Initializer.Zeros))))],
    };

    private static Layer Block(long heads, long width, long inner) => Chain(
        Residual([("ln_1", LayerNorm(Epsilon)), ("self_attention", SelfAttention(heads))]),
        Residual([("ln_2", LayerNorm(Epsilon)), ("mlp", Chain(("0", Dense(inner, initializer: new GlorotUniformInitializer())), ("1", Gelu()), ("3", Dense(width, initializer: new GlorotUniformInitializer()))))]));
}
