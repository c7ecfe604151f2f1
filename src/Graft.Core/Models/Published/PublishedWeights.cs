namespace Graft.Models;

/// <summary>All published weight files that Graft knows of.</summary>
public static class PublishedWeights
{
    /// <summary>Those of an architecture stand together, in the order of preference: the first is taken where a person asks for none by name.</summary>
    public static IReadOnlyList<PretrainedWeights> All { get; } =
    [
        .. ((IEnumerable<PretrainedWeights>)[.. TorchvisionWeights.All, .. TimmWeights.All, .. SlimWeights.All, .. KerasWeights.All, .. GraftWeights.All]).GroupBy(weights => weights.Architecture).SelectMany(together => together),
    ];

    /// <summary>The files that fit an architecture.</summary>
    public static IReadOnlyList<PretrainedWeights> Of(string architecture) => [.. All.Where(weights => weights.Architecture == architecture)];

    /// <summary>The file of an identifier such as <c>resnet50.IMAGENET1K_V2</c>, in any case; null where there is none.</summary>
    public static PretrainedWeights? TryFind(string id) => All.FirstOrDefault(weights => weights.Id.Equals(id, StringComparison.OrdinalIgnoreCase));

    /// <summary>The published file that a file on disk is called as; null where the name is no publisher's.</summary>
    public static PretrainedWeights? OfFile(string path) => All.FirstOrDefault(weights => weights.FileName.Equals(Path.GetFileName(path), StringComparison.OrdinalIgnoreCase));
}
