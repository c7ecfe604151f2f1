using Graft.Graphs;

namespace Graft.Models;

/// <summary>A published file of weights that fits an architecture: where it is, how to know it, and what it expects and was trained on.</summary>
public sealed record PretrainedWeights
{
    /// <summary>The publisher's name for it, such as <c>IMAGENET1K_V1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The name of the <see cref="Models.Architecture"/> that it fits.</summary>
    public required string Architecture { get; init; }

    public required Uri Address { get; init; }

    /// <summary>The file's SHA-256 in lower-case hexadecimal digits, or as many of its first digits as the publisher states; torchvision states eight, in the file's name.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The terms as the publisher states them, as an SPDX identifier where there is one; null where he states none for the weights.</summary>
    public string? Licence { get; init; }

    /// <summary>What the weights expect.</summary>
    public required Preprocessing Preprocessing { get; init; }

    /// <summary>Class names in the order of the logits; empty where they are not kept with Graft.</summary>
    public ValueList<string> Labels { get; init; }

    /// <summary>Top-1 accuracy on ImageNet's validation set as the publisher states it, a fraction; null where he states none.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Whether a file's SHA-256, in hexadecimal digits, is the one stated.</summary>
    public bool IsHashed(string sha256) => sha256.Length == 64 && sha256.StartsWith(Sha256, StringComparison.OrdinalIgnoreCase);
}
