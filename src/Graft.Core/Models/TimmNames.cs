using Graft.Weights;

namespace Graft.Models;

/// <summary>How PyTorch Image Models (timm) names the weights of networks that compute the same as ours.</summary>
/// <remarks>Names as timm 1.0.29 writes them; bench/parity/timm_parity.py holds the numbers of both against each other.</remarks>
internal static class TimmNames
{
    /// <summary>torchvision's names.</summary>
    public static WeightConvention Same { get; } = Of(NameMap.AnyPrefix);

    public static WeightConvention Vgg { get; } = Of(NameMap.AnyPrefix.Before(("classifier.0.*", "pre_logits.fc1.*"), ("classifier.3.*", "pre_logits.fc2.*"), ("classifier.6.*", "head.fc.*")));

    public static WeightConvention ConvNeXt { get; } = Of(NameMap.Of(
    [
        ("features.0.{}.*", "stem.{}.*"),
        .. Enumerable.Range(0, 4).SelectMany(stage => (NameRule[])
        [
            ($"features.{(2 * stage) + 1}.{{}}.block.0.*", $"stages.{stage}.blocks.{{}}.conv_dw.*"),
            ($"features.{(2 * stage) + 1}.{{}}.block.2.*", $"stages.{stage}.blocks.{{}}.norm.*"),
            ($"features.{(2 * stage) + 1}.{{}}.block.3.*", $"stages.{stage}.blocks.{{}}.mlp.fc1.*"),
            ($"features.{(2 * stage) + 1}.{{}}.block.5.*", $"stages.{stage}.blocks.{{}}.mlp.fc2.*"),
            ($"features.{(2 * stage) + 1}.{{}}.layer_scale", $"stages.{stage}.blocks.{{}}.gamma", WeightLayout.Reshape(-1, 1, 1)),
            ($"features.{2 * stage}.{{}}.*", $"stages.{stage}.downsample.{{}}.*"),
        ]),
        ("classifier.0.*", "head.norm.*"),
        ("classifier.2.*", "head.fc.*"),
    ]));

    public static WeightConvention VisionTransformer { get; } = Of(NameMap.Of(
        ("class_token", "cls_token"),
        ("encoder.pos_embedding", "pos_embed"),
        ("conv_proj.*", "patch_embed.proj.*"),
        ("encoder.layers.encoder_layer_{}.ln_1.*", "blocks.{}.norm1.*"),
        ("encoder.layers.encoder_layer_{}.self_attention.in_proj_*", "blocks.{}.attn.qkv.*"),
        ("encoder.layers.encoder_layer_{}.self_attention.out_proj.*", "blocks.{}.attn.proj.*"),
        ("encoder.layers.encoder_layer_{}.ln_2.*", "blocks.{}.norm2.*"),
        ("encoder.layers.encoder_layer_{}.mlp.0.*", "blocks.{}.mlp.fc1.*"),
        ("encoder.layers.encoder_layer_{}.mlp.3.*", "blocks.{}.mlp.fc2.*"),
        ("encoder.ln.*", "norm.*"),
        ("heads.head.*", "head.*")), halves: true);

    public static WeightConvention Swin { get; } = Of(NameMap.Of(
    [
        ("features.0.0.*", "patch_embed.proj.*"),
        ("features.0.2.*", "patch_embed.norm.*"),
        .. Enumerable.Range(0, 4).SelectMany(stage => (NameRule[])
        [
            ($"features.{(2 * stage) + 1}.{{}}.mlp.0.*", $"layers.{stage}.blocks.{{}}.mlp.fc1.*"),
            ($"features.{(2 * stage) + 1}.{{}}.mlp.3.*", $"layers.{stage}.blocks.{{}}.mlp.fc2.*"),
            ($"features.{(2 * stage) + 1}.{{}}.*", $"layers.{stage}.blocks.{{}}.*"),
            ($"features.{2 * stage}.*", $"layers.{stage}.downsample.*"),
        ]),
        ("head.*", "head.fc.*"),
        ("*", "*"),
    ]).Ignoring("*.relative_position_index", "*.attn_mask"));

    public static WeightConvention EfficientNet { get; } = Of(NameMap.Of(
    [
        .. Stem,
        .. Enumerable.Range(1, 7).SelectMany(stage => Inverted($"features.{stage}.{{}}.block", $"blocks.{stage - 1}.{{}}", expands: stage > 1, squeezes: true)),
        ("features.8.0.*", "conv_head.*"),
        ("features.8.1.*", "bn2.*"),
        ("classifier.1.*", "classifier.*"),
    ]));

    public static WeightConvention MobileNetV2 { get; } = Of(NameMap.Of(
    [
        .. Stem,
        .. Places(1, 2, 3, 4, 3, 3, 1).SelectMany((block, at) => Inverted($"features.{at + 1}.conv", block, expands: at > 0, squeezes: false, flat: true)),
        ("features.18.0.*", "conv_head.*"),
        ("features.18.1.*", "bn2.*"),
        ("classifier.1.*", "classifier.*"),
    ]));

    /// <param name="stages">Blocks in each of timm's stages.</param>
    /// <param name="expands">Whether a block, by its place, widens its input first.</param>
    /// <param name="squeezes">Whether a block has squeeze and excitation.</param>
    public static NameMap MobileNetV3(int[] stages, Func<int, bool> expands, Func<int, bool> squeezes) => NameMap.Of(
    [
        .. Stem,
        .. Places(stages).SelectMany((block, at) => Inverted($"features.{at + 1}.block", block, expands(at), squeezes(at))),
        ($"features.{stages.Sum() + 1}.0.*", $"blocks.{stages.Length}.0.conv.*"),
        ($"features.{stages.Sum() + 1}.1.*", $"blocks.{stages.Length}.0.bn1.*"),
        ("classifier.0.*", "conv_head.*"),
        ("classifier.3.*", "classifier.*"),
    ]);

    private static NameRule[] Stem => [("features.0.0.*", "conv_stem.*"), ("features.0.1.*", "bn1.*")];

    /// <summary>timm counts the blocks of each stage anew.</summary>
    private static IEnumerable<string> Places(params int[] stages) => stages.SelectMany((count, stage) => Enumerable.Range(0, count).Select(place => $"blocks.{stage}.{place}"));

    /// <summary>The names of one inverted residual block, which are other ones where nothing is expanded.</summary>
    /// <param name="flat">Whether the last convolution and its norm stand in the block itself, as in MobileNetV2, not in a sequence of their own.</param>
    private static NameRule[] Inverted(string ours, string theirs, bool expands, bool squeezes, bool flat = false)
    {
        (int depthwise, int norm) = expands ? (1, 2) : (0, 1);
        int last = depthwise + (squeezes ? 2 : 1);
        return
        [
            .. expands ? (NameRule[])[($"{ours}.0.0.*", $"{theirs}.conv_pw.*"), ($"{ours}.0.1.*", $"{theirs}.bn1.*")] : [],
            ($"{ours}.{depthwise}.0.*", $"{theirs}.conv_dw.*"),
            ($"{ours}.{depthwise}.1.*", $"{theirs}.bn{norm}.*"),
            .. squeezes ? (NameRule[])[($"{ours}.{depthwise + 1}.fc1.*", $"{theirs}.se.conv_reduce.*"), ($"{ours}.{depthwise + 1}.fc2.*", $"{theirs}.se.conv_expand.*")] : [],
            (flat ? $"{ours}.{last}.*" : $"{ours}.{last}.0.*", $"{theirs}.{(expands ? "conv_pwl" : "conv_pw")}.*"),
            (flat ? $"{ours}.{last + 1}.*" : $"{ours}.{last}.1.*", $"{theirs}.bn{norm + 1}.*"),
        ];
    }

    private static WeightConvention Of(NameMap names, bool halves = false) => new(Publishers.Timm, names, halves ? InceptionV3.FromMinusOneToOne : Preprocessing.ImageNet);
}
