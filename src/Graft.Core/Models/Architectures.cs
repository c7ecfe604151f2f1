namespace Graft.Models;

/// <summary>The architectures that Graft can build by name.</summary>
public static class Architectures
{
    public static IReadOnlyList<Architecture> All { get; } =
    [
        AlexNet.Standard, .. Vgg.All, .. ResNet.All, .. SqueezeNet.All, .. DenseNet.All, GoogLeNet.Standard, InceptionV3.Standard, MobileNet.V2, .. MobileNetV3.All,
        .. EfficientNet.All, .. ConvNeXt.All, .. VisionTransformer.All, .. Swin.All,
        SlimInceptionV1.Standard, SlimInceptionV3.Standard, .. SlimResNet.All, .. SlimMobileNetV1.All, .. SlimMobileNetV2.All,
        .. KerasResNet.All, .. KerasDenseNet.All, KerasMobileNet.V1, KerasMobileNet.V2, KerasInceptionV3.Standard, KerasXception.Standard, .. KerasEfficientNet.All,
        Tiny.Standard, GraftS.Standard,
    ];

    /// <summary>The architecture of a name; case, hyphens, dots, blanks and underscores do not matter: <c>VGG-19</c>, <c>ResNet50</c>, <c>mobilenetv2</c>, <c>inception v1</c>.</summary>
    /// <exception cref="ArchitectureException">There is no such architecture; the message lists those there are.</exception>
    public static Architecture Find(string name) => TryFind(name) ?? throw new ArchitectureException(
        $"there is no architecture '{name}'. Known are {string.Join(", ", All.Select(architecture => architecture.Name))}; any other network can be given as an ONNX file");

    /// <summary>The architecture of a name; null where there is none.</summary>
    public static Architecture? TryFind(string name)
    {
        string asked = Plain(name) is "inceptionv1" ? "googlenet" : Plain(name);
        return All.FirstOrDefault(architecture => Plain(architecture.Name) == asked);
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}

/// <summary>An architecture that does not exist, or is asked for what it cannot be.</summary>
public sealed class ArchitectureException(string message, Exception? cause = null) : GraftException(message, cause);
