namespace Graft.Models;

/// <summary>The ImageNet weights that torchvision publishes for the architectures known here.</summary>
/// <remarks>
/// Addresses, crops and accuracies as in torchvision 0.14's sources. The eight digits in a file's name are the first of its SHA-256. torchvision's code is under BSD-3-Clause;
/// of the weights it says that they may have terms of their own, derived from the data set, so no licence is stated here.
/// </remarks>
public static class TorchvisionWeights
{
    private static readonly (string Architecture, int Version, string File, double Accuracy)[] Table =
    [
        ("alexnet", 1, "alexnet-owt-7be5be79", 0.56522),
        ("vgg11", 1, "vgg11-8a719046", 0.69020),
        ("vgg11_bn", 1, "vgg11_bn-6002323d", 0.70370),
        ("vgg13", 1, "vgg13-19584684", 0.69928),
        ("vgg13_bn", 1, "vgg13_bn-abd245e5", 0.71586),
        ("vgg16", 1, "vgg16-397923af", 0.71592),
        ("vgg16_bn", 1, "vgg16_bn-6c64b313", 0.73360),
        ("vgg19", 1, "vgg19-dcbb9e9d", 0.72376),
        ("vgg19_bn", 1, "vgg19_bn-c79401a0", 0.74218),
        ("resnet18", 1, "resnet18-f37072fd", 0.69758),
        ("resnet34", 1, "resnet34-b627a593", 0.73314),
        ("resnet50", 1, "resnet50-0676ba61", 0.76130),
        ("resnet50", 2, "resnet50-11ad3fa6", 0.80858),
        ("resnet101", 1, "resnet101-63fe2227", 0.77374),
        ("resnet101", 2, "resnet101-cd907fc2", 0.81886),
        ("resnet152", 1, "resnet152-394f9c45", 0.78312),
        ("resnet152", 2, "resnet152-f82ba261", 0.82284),
        ("squeezenet1_0", 1, "squeezenet1_0-b66bff10", 0.58092),
        ("squeezenet1_1", 1, "squeezenet1_1-b8a52dc0", 0.58178),
        ("mobilenet_v2", 1, "mobilenet_v2-b0353104", 0.71878),
        ("mobilenet_v2", 2, "mobilenet_v2-7ebf99e0", 0.72154),
        ("googlenet", 1, "googlenet-1378be20", 0.69778),
        ("inception_v3", 1, "inception_v3_google-0cc3c7bd", 0.77294),
    ];

    public static IReadOnlyList<PretrainedWeights> All { get; } = [.. Table.Select(row => Of(row.Architecture, row.Version, row.File, row.Accuracy))];

    private static PretrainedWeights Of(string architecture, int version, string file, double accuracy)
    {
        Preprocessing first = Architectures.Find(architecture).Preprocessing;
        return new()
        {
            Name = $"IMAGENET1K_V{version}",
            Architecture = architecture,
            Publisher = Publishers.Torchvision,
            Address = new($"https://download.pytorch.org/models/{file}.pth"),
            Sha256 = file[^8..],
            // The second recipe evaluates on a somewhat tighter crop.
            Preprocessing = version == 1 ? first : first with { Resize = 232 },
            Accuracy = accuracy,
        };
    }
}
