using Graft.Graphs;

namespace Graft.Models;

/// <summary>ImageNet weights that PyTorch Image Models (timm) publishes for networks that compute the same as ours.</summary>
/// <remarks>
/// Addresses, preparation and licences as in timm 1.0.29's configurations of its models; top-1, and the picture size it was measured at, as in its results/results-imagenet.csv (github.com/huggingface/pytorch-image-models, commit aa4b5850).
/// bench/parity/timm_parity.py --table writes these rows. timm states no hash of these files.
/// </remarks>
public static class TimmWeights
{
    private static readonly ValueList<float> ImageNetMean = [0.485f, 0.456f, 0.406f], Half = [0.5f, 0.5f, 0.5f];

    /// <summary>Top-1 a fraction; crop and resize in pixels.</summary>
    private static readonly (string Architecture, string Name, double Accuracy, int Crop, int Resize, Resampling Resampling, ValueList<float> Mean, string Licence)[] Table =
    [
        ("resnet18", "resnet18.a1_in1k", 0.71504, 224, 235, Resampling.Bicubic, ImageNetMean, "Apache-2.0"),
        ("resnet34", "resnet34.a1_in1k", 0.76420, 224, 235, Resampling.Bicubic, ImageNetMean, "Apache-2.0"),
        ("resnet50", "resnet50.a1_in1k", 0.80382, 224, 235, Resampling.Bicubic, ImageNetMean, "Apache-2.0"),
        ("resnet50", "resnet50.ram_in1k", 0.79034, 224, 256, Resampling.Bicubic, ImageNetMean, "Apache-2.0"),
        ("resnet101", "resnet101.a1_in1k", 0.81494, 224, 235, Resampling.Bicubic, ImageNetMean, "Apache-2.0"),
        ("resnet152", "resnet152.a1_in1k", 0.81998, 224, 235, Resampling.Bicubic, ImageNetMean, "Apache-2.0"),
        ("resnext50_32x4d", "resnext50_32x4d.a1h_in1k", 0.81140, 224, 235, Resampling.Bicubic, ImageNetMean, "Apache-2.0"),
        ("resnext101_64x4d", "resnext101_64x4d.c1_in1k", 0.82446, 224, 235, Resampling.Bicubic, ImageNetMean, "Apache-2.0"),
        ("wide_resnet50_2", "wide_resnet50_2.racm_in1k", 0.81466, 224, 256, Resampling.Bicubic, ImageNetMean, "Apache-2.0"),
        ("vgg16", "vgg16.tv_in1k", 0.71594, 224, 256, Resampling.Bilinear, ImageNetMean, "BSD-3-Clause"),
        ("vgg19", "vgg19.tv_in1k", 0.72400, 224, 256, Resampling.Bilinear, ImageNetMean, "BSD-3-Clause"),
        ("densenet121", "densenet121.ra_in1k", 0.75574, 224, 256, Resampling.Bicubic, ImageNetMean, "Apache-2.0"),
        ("mobilenet_v2", "mobilenetv2_100.ra_in1k", 0.72910, 224, 256, Resampling.Bicubic, ImageNetMean, "Apache-2.0"),
        ("timm_mobilenet_v3_small", "mobilenetv3_small_100.lamb_in1k", 0.67636, 224, 256, Resampling.Bicubic, ImageNetMean, "Apache-2.0"),
        ("timm_mobilenet_v3_large", "mobilenetv3_large_100.ra_in1k", 0.75784, 224, 256, Resampling.Bicubic, ImageNetMean, "Apache-2.0"),
        ("timm_mobilenet_v3_large", "mobilenetv3_large_100.ra4_e3600_r224_in1k", 0.76310, 224, 235, Resampling.Bicubic, Half, "Apache-2.0"),
        ("efficientnet_b0", "efficientnet_b0.ra_in1k", 0.77698, 224, 256, Resampling.Bicubic, ImageNetMean, "Apache-2.0"),
        ("efficientnet_b0", "efficientnet_b0.ra4_e3600_r224_in1k", 0.78568, 224, 248, Resampling.Bicubic, Half, "Apache-2.0"),
        ("efficientnet_b1", "efficientnet_b1.ft_in1k", 0.77592, 224, 256, Resampling.Bicubic, ImageNetMean, "Apache-2.0"),
        ("efficientnet_b1", "efficientnet_b1.ra4_e3600_r240_in1k", 0.80404, 240, 266, Resampling.Bicubic, Half, "Apache-2.0"),
        ("efficientnet_b2", "efficientnet_b2.ra_in1k", 0.79324, 256, 292, Resampling.Bicubic, ImageNetMean, "Apache-2.0"),
        ("efficientnet_b3", "efficientnet_b3.ra2_in1k", 0.81472, 288, 329, Resampling.Bicubic, ImageNetMean, "Apache-2.0"),
        ("efficientnet_b4", "efficientnet_b4.ra2_in1k", 0.82658, 320, 365, Resampling.Bicubic, ImageNetMean, "Apache-2.0"),
        ("convnext_tiny", "convnext_tiny.fb_in1k", 0.82066, 224, 256, Resampling.Bicubic, ImageNetMean, "Apache-2.0"),
        ("convnext_small", "convnext_small.fb_in1k", 0.83144, 224, 256, Resampling.Bicubic, ImageNetMean, "Apache-2.0"),
        ("convnext_small", "convnext_small.fb_in22k_ft_in1k", 0.84582, 224, 256, Resampling.Bicubic, ImageNetMean, "Apache-2.0"),
        ("convnext_base", "convnext_base.fb_in1k", 0.83838, 224, 256, Resampling.Bicubic, ImageNetMean, "Apache-2.0"),
        ("convnext_base", "convnext_base.fb_in22k_ft_in1k", 0.85814, 224, 256, Resampling.Bicubic, ImageNetMean, "Apache-2.0"),
        ("convnext_large", "convnext_large.fb_in1k", 0.84304, 224, 256, Resampling.Bicubic, ImageNetMean, "Apache-2.0"),
        ("convnext_large", "convnext_large.fb_in22k_ft_in1k", 0.86612, 224, 256, Resampling.Bicubic, ImageNetMean, "Apache-2.0"),
        ("vit_b_16", "vit_base_patch16_224.augreg_in21k_ft_in1k", 0.84534, 224, 248, Resampling.Bicubic, Half, "Apache-2.0"),
        ("vit_b_16", "vit_base_patch16_224.augreg2_in21k_ft_in1k", 0.85108, 224, 248, Resampling.Bicubic, Half, "Apache-2.0"),
        ("vit_b_16", "vit_base_patch16_224.augreg_in1k", 0.79154, 224, 248, Resampling.Bicubic, Half, "Apache-2.0"),
        ("vit_b_32", "vit_base_patch32_224.augreg_in21k_ft_in1k", 0.80732, 224, 248, Resampling.Bicubic, Half, "Apache-2.0"),
        ("vit_b_32", "vit_base_patch32_224.augreg_in1k", 0.74908, 224, 248, Resampling.Bicubic, Half, "Apache-2.0"),
        ("vit_l_16", "vit_large_patch16_224.augreg_in21k_ft_in1k", 0.85856, 224, 248, Resampling.Bicubic, Half, "Apache-2.0"),
        ("swin_t", "swin_tiny_patch4_window7_224.ms_in1k", 0.81388, 224, 248, Resampling.Bicubic, ImageNetMean, "MIT"),
        ("swin_s", "swin_small_patch4_window7_224.ms_in1k", 0.83228, 224, 248, Resampling.Bicubic, ImageNetMean, "MIT"),
        ("swin_s", "swin_small_patch4_window7_224.ms_in22k_ft_in1k", 0.83330, 224, 248, Resampling.Bicubic, ImageNetMean, "MIT"),
        ("swin_b", "swin_base_patch4_window7_224.ms_in1k", 0.83604, 224, 248, Resampling.Bicubic, ImageNetMean, "MIT"),
        ("swin_b", "swin_base_patch4_window7_224.ms_in22k_ft_in1k", 0.85276, 224, 248, Resampling.Bicubic, ImageNetMean, "MIT"),
    ];

    public static IReadOnlyList<PretrainedWeights> All { get; } = [.. Table.Select(row => new PretrainedWeights
    {
        Name = row.Name[(row.Name.IndexOf('.', StringComparison.Ordinal) + 1)..],
        Architecture = row.Architecture,
        Publisher = Publishers.Timm,
        Address = new($"https://huggingface.co/timm/{row.Name}/resolve/main/model.safetensors"),
        FileName = $"{row.Name}.safetensors",
        Licence = row.Licence,
        Preprocessing = Preprocessing.ImageNet with
        {
            Height = row.Crop,
            Width = row.Crop,
            Resize = row.Resize,
            Resampling = row.Resampling,
            Mean = row.Mean,
            Deviation = row.Mean == Half ? Half : Preprocessing.ImageNet.Deviation,
        },
        Accuracy = row.Accuracy,
        Labels = ImageNetClasses.Names,
    })];
}
