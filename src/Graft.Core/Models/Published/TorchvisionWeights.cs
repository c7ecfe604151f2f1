namespace Graft.Models;

/// <summary>The ImageNet weights that torchvision publishes for the architectures known here.</summary>
/// <remarks>
/// Addresses, crops and accuracies as in torchvision 0.14's sources; bench/parity/torchvision_weights.py writes these rows and what a test holds them against. The eight digits in a file's name are the first of its SHA-256.
/// torchvision's code is under BSD-3-Clause; of the weights it says that they may have terms of their own, derived from the data set, so no licence is stated here, but for SWAG's, which its authors state (Singh et al. 2022, arXiv:2201.08371).
/// VGG-16's IMAGENET1K_FEATURES, which has no classifier, is left out.
/// </remarks>
public static class TorchvisionWeights
{
    /// <summary>Top-1 a fraction; crop and resize in pixels.</summary>
    private static readonly (string Architecture, string Name, string File, double Accuracy, int Crop, int Resize, Resampling Resampling)[] Table =
    [
        ("alexnet", "IMAGENET1K_V1", "alexnet-owt-7be5be79", 0.56522, 224, 256, Resampling.Bilinear),
        ("vgg11", "IMAGENET1K_V1", "vgg11-8a719046", 0.69020, 224, 256, Resampling.Bilinear),
        ("vgg11_bn", "IMAGENET1K_V1", "vgg11_bn-6002323d", 0.70370, 224, 256, Resampling.Bilinear),
        ("vgg13", "IMAGENET1K_V1", "vgg13-19584684", 0.69928, 224, 256, Resampling.Bilinear),
        ("vgg13_bn", "IMAGENET1K_V1", "vgg13_bn-abd245e5", 0.71586, 224, 256, Resampling.Bilinear),
        ("vgg16", "IMAGENET1K_V1", "vgg16-397923af", 0.71592, 224, 256, Resampling.Bilinear),
        ("vgg16_bn", "IMAGENET1K_V1", "vgg16_bn-6c64b313", 0.73360, 224, 256, Resampling.Bilinear),
        ("vgg19", "IMAGENET1K_V1", "vgg19-dcbb9e9d", 0.72376, 224, 256, Resampling.Bilinear),
        ("vgg19_bn", "IMAGENET1K_V1", "vgg19_bn-c79401a0", 0.74218, 224, 256, Resampling.Bilinear),
        ("resnet18", "IMAGENET1K_V1", "resnet18-f37072fd", 0.69758, 224, 256, Resampling.Bilinear),
        ("resnet34", "IMAGENET1K_V1", "resnet34-b627a593", 0.73314, 224, 256, Resampling.Bilinear),
        ("resnet50", "IMAGENET1K_V1", "resnet50-0676ba61", 0.76130, 224, 256, Resampling.Bilinear),
        ("resnet50", "IMAGENET1K_V2", "resnet50-11ad3fa6", 0.80858, 224, 232, Resampling.Bilinear),
        ("resnet101", "IMAGENET1K_V1", "resnet101-63fe2227", 0.77374, 224, 256, Resampling.Bilinear),
        ("resnet101", "IMAGENET1K_V2", "resnet101-cd907fc2", 0.81886, 224, 232, Resampling.Bilinear),
        ("resnet152", "IMAGENET1K_V1", "resnet152-394f9c45", 0.78312, 224, 256, Resampling.Bilinear),
        ("resnet152", "IMAGENET1K_V2", "resnet152-f82ba261", 0.82284, 224, 232, Resampling.Bilinear),
        ("resnext50_32x4d", "IMAGENET1K_V1", "resnext50_32x4d-7cdf4587", 0.77618, 224, 256, Resampling.Bilinear),
        ("resnext50_32x4d", "IMAGENET1K_V2", "resnext50_32x4d-1a0047aa", 0.81198, 224, 232, Resampling.Bilinear),
        ("resnext101_32x8d", "IMAGENET1K_V1", "resnext101_32x8d-8ba56ff5", 0.79312, 224, 256, Resampling.Bilinear),
        ("resnext101_32x8d", "IMAGENET1K_V2", "resnext101_32x8d-110c445d", 0.82834, 224, 232, Resampling.Bilinear),
        ("resnext101_64x4d", "IMAGENET1K_V1", "resnext101_64x4d-173b62eb", 0.83246, 224, 232, Resampling.Bilinear),
        ("wide_resnet50_2", "IMAGENET1K_V1", "wide_resnet50_2-95faca4d", 0.78468, 224, 256, Resampling.Bilinear),
        ("wide_resnet50_2", "IMAGENET1K_V2", "wide_resnet50_2-9ba9bcbe", 0.81602, 224, 232, Resampling.Bilinear),
        ("wide_resnet101_2", "IMAGENET1K_V1", "wide_resnet101_2-32ee1156", 0.78848, 224, 256, Resampling.Bilinear),
        ("wide_resnet101_2", "IMAGENET1K_V2", "wide_resnet101_2-d733dc28", 0.82510, 224, 232, Resampling.Bilinear),
        ("squeezenet1_0", "IMAGENET1K_V1", "squeezenet1_0-b66bff10", 0.58092, 224, 256, Resampling.Bilinear),
        ("squeezenet1_1", "IMAGENET1K_V1", "squeezenet1_1-b8a52dc0", 0.58178, 224, 256, Resampling.Bilinear),
        ("densenet121", "IMAGENET1K_V1", "densenet121-a639ec97", 0.74434, 224, 256, Resampling.Bilinear),
        ("densenet161", "IMAGENET1K_V1", "densenet161-8d451a50", 0.77138, 224, 256, Resampling.Bilinear),
        ("densenet169", "IMAGENET1K_V1", "densenet169-b2777c0a", 0.75600, 224, 256, Resampling.Bilinear),
        ("densenet201", "IMAGENET1K_V1", "densenet201-c1103571", 0.76896, 224, 256, Resampling.Bilinear),
        ("googlenet", "IMAGENET1K_V1", "googlenet-1378be20", 0.69778, 224, 256, Resampling.Bilinear),
        ("inception_v3", "IMAGENET1K_V1", "inception_v3_google-0cc3c7bd", 0.77294, 299, 342, Resampling.Bilinear),
        ("mobilenet_v2", "IMAGENET1K_V1", "mobilenet_v2-b0353104", 0.71878, 224, 256, Resampling.Bilinear),
        ("mobilenet_v2", "IMAGENET1K_V2", "mobilenet_v2-7ebf99e0", 0.72154, 224, 232, Resampling.Bilinear),
        ("mobilenet_v3_small", "IMAGENET1K_V1", "mobilenet_v3_small-047dcff4", 0.67668, 224, 256, Resampling.Bilinear),
        ("mobilenet_v3_large", "IMAGENET1K_V1", "mobilenet_v3_large-8738ca79", 0.74042, 224, 256, Resampling.Bilinear),
        ("mobilenet_v3_large", "IMAGENET1K_V2", "mobilenet_v3_large-5c1a4163", 0.75274, 224, 232, Resampling.Bilinear),
        ("efficientnet_b0", "IMAGENET1K_V1", "efficientnet_b0_rwightman-3dd342df", 0.77692, 224, 256, Resampling.Bicubic),
        ("efficientnet_b1", "IMAGENET1K_V1", "efficientnet_b1_rwightman-533bc792", 0.78642, 240, 256, Resampling.Bicubic),
        ("efficientnet_b1", "IMAGENET1K_V2", "efficientnet_b1-c27df63c", 0.79838, 240, 255, Resampling.Bilinear),
        ("efficientnet_b2", "IMAGENET1K_V1", "efficientnet_b2_rwightman-bcdf34b7", 0.80608, 288, 288, Resampling.Bicubic),
        ("efficientnet_b3", "IMAGENET1K_V1", "efficientnet_b3_rwightman-cf984f9c", 0.82008, 300, 320, Resampling.Bicubic),
        ("efficientnet_b4", "IMAGENET1K_V1", "efficientnet_b4_rwightman-7eb33cd5", 0.83384, 380, 384, Resampling.Bicubic),
        ("efficientnet_b5", "IMAGENET1K_V1", "efficientnet_b5_lukemelas-b6417697", 0.83444, 456, 456, Resampling.Bicubic),
        ("efficientnet_b6", "IMAGENET1K_V1", "efficientnet_b6_lukemelas-c76e70fd", 0.84008, 528, 528, Resampling.Bicubic),
        ("efficientnet_b7", "IMAGENET1K_V1", "efficientnet_b7_lukemelas-dcc49843", 0.84122, 600, 600, Resampling.Bicubic),
        ("efficientnet_v2_s", "IMAGENET1K_V1", "efficientnet_v2_s-dd5fe13b", 0.84228, 384, 384, Resampling.Bilinear),
        ("efficientnet_v2_m", "IMAGENET1K_V1", "efficientnet_v2_m-dc08266a", 0.85112, 480, 480, Resampling.Bilinear),
        ("efficientnet_v2_l", "IMAGENET1K_V1", "efficientnet_v2_l-59c71312", 0.85808, 480, 480, Resampling.Bicubic),
        ("convnext_tiny", "IMAGENET1K_V1", "convnext_tiny-983f1562", 0.82520, 224, 236, Resampling.Bilinear),
        ("convnext_small", "IMAGENET1K_V1", "convnext_small-0c510722", 0.83616, 224, 230, Resampling.Bilinear),
        ("convnext_base", "IMAGENET1K_V1", "convnext_base-6075fbad", 0.84062, 224, 232, Resampling.Bilinear),
        ("convnext_large", "IMAGENET1K_V1", "convnext_large-ea097f82", 0.84414, 224, 232, Resampling.Bilinear),
        ("vit_b_16", "IMAGENET1K_V1", "vit_b_16-c867db91", 0.81072, 224, 256, Resampling.Bilinear),
        ("vit_b_16", "IMAGENET1K_SWAG_E2E_V1", "vit_b_16_swag-9ac1b537", 0.85304, 384, 384, Resampling.Bicubic),
        ("vit_b_16", "IMAGENET1K_SWAG_LINEAR_V1", "vit_b_16_lc_swag-4e70ced5", 0.81886, 224, 224, Resampling.Bicubic),
        ("vit_b_32", "IMAGENET1K_V1", "vit_b_32-d86f8d99", 0.75912, 224, 256, Resampling.Bilinear),
        ("vit_l_16", "IMAGENET1K_V1", "vit_l_16-852ce7e3", 0.79662, 224, 242, Resampling.Bilinear),
        ("vit_l_16", "IMAGENET1K_SWAG_E2E_V1", "vit_l_16_swag-4f3808c9", 0.88064, 512, 512, Resampling.Bicubic),
        ("vit_l_16", "IMAGENET1K_SWAG_LINEAR_V1", "vit_l_16_lc_swag-4d563306", 0.85146, 224, 224, Resampling.Bicubic),
        ("vit_l_32", "IMAGENET1K_V1", "vit_l_32-c7638314", 0.76972, 224, 256, Resampling.Bilinear),
        ("swin_t", "IMAGENET1K_V1", "swin_t-704ceda3", 0.81474, 224, 232, Resampling.Bicubic),
        ("swin_s", "IMAGENET1K_V1", "swin_s-5e29d889", 0.83196, 224, 246, Resampling.Bicubic),
        ("swin_b", "IMAGENET1K_V1", "swin_b-68c6b09e", 0.83582, 224, 238, Resampling.Bicubic),
    ];

    public static IReadOnlyList<PretrainedWeights> All { get; } = [.. Table.Select(row => new PretrainedWeights
    {
        Name = row.Name,
        Architecture = row.Architecture,
        Publisher = Publishers.Torchvision,
        Address = new($"https://download.pytorch.org/models/{row.File}.pth"),
        Sha256 = row.File[^8..],
        Licence = row.Name.Contains("SWAG", StringComparison.Ordinal) ? "CC-BY-NC-4.0" : null,
        // Mean and deviation are the same for all files of an architecture.
        Preprocessing = Architectures.Find(row.Architecture).Preprocessing with { Height = row.Crop, Width = row.Crop, Resize = row.Resize, Resampling = row.Resampling },
        Accuracy = row.Accuracy,
        Labels = ImageNetClasses.Names,
    })];
}
