using Graft.Weights;

namespace Graft.Models;

/// <summary>How PyTorch Image Models (timm) names the weights of networks that compute the same as torchvision's.</summary>
internal static class TimmNames
{
    /// <summary>torchvision's names, prepared for ImageNet's mean and deviation.</summary>
    public static WeightConvention Same { get; } = new(Publishers.Timm, NameMap.AnyPrefix, Preprocessing.ImageNet);
}
