using Graft.Graphs;

namespace Graft.Models;

/// <summary>A published file of weights that fits an architecture: where it is, how to know it, and what it expects and was trained on.</summary>
/// <remarks>What no source states is left empty rather than guessed.</remarks>
public sealed record PretrainedWeights
{
    /// <summary>The scheme of an address within Graft itself.</summary>
    internal const string Embedded = "embedded";

    private readonly string? fileName;

    /// <summary>The publisher's name for it, such as <c>IMAGENET1K_V1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The name of the <see cref="Models.Architecture"/> that it fits.</summary>
    public required string Architecture { get; init; }

    /// <summary>What users call it by: <c>resnet50.IMAGENET1K_V2</c>.</summary>
    public string Id => $"{Architecture}.{Name}";

    /// <summary>One of <see cref="Publishers"/>; the architecture has a convention of this publisher.</summary>
    public required string Publisher { get; init; }

    public required Uri Address { get; init; }

    /// <summary>What the file is called once it is here; unlike any other's. By default the last part of its address.</summary>
    public string FileName
    {
        get => fileName ?? Path.GetFileName(Address.AbsolutePath);
        init => fileName = value;
    }

    /// <summary>Whether the file is a part of Graft, so that nothing need be fetched.</summary>
    public bool IsEmbedded => Address.Scheme == Embedded;

    /// <summary>Bytes of the file; null where the publisher does not state them.</summary>
    public long? Size { get; init; }

    /// <summary>The file's SHA-256 in lower-case hexadecimal digits, or as many of its first digits as the publisher states (torchvision states eight, in the file's name); null where he states none.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The file's MD5 in lower-case hexadecimal digits, where the publisher states that instead.</summary>
    public string? Md5 { get; init; }

    /// <summary>The terms as the publisher states them, as an SPDX identifier where there is one; null where he states none for the weights.</summary>
    public string? Licence { get; init; }

    /// <summary>What the weights expect.</summary>
    public required Preprocessing Preprocessing { get; init; }

    /// <summary>Logits of the published head; 0 where the file holds a backbone alone.</summary>
    public int Classes { get; init; } = 1000;

    /// <summary>Class names in the order of the logits; empty where they are not kept with Graft.</summary>
    public ValueList<string> Labels { get; init; }

    /// <summary>Top-1 accuracy on ImageNet's validation set as the publisher states it, a fraction; null where he states none.</summary>
    public double? Accuracy { get; init; }

    /// <summary>How the file names and lays out its weights.</summary>
    public WeightConvention Convention => Architectures.Find(Architecture).Conventions.First(convention => convention.Publisher == Publisher);

    /// <summary>Whether a file's SHA-256, in hexadecimal digits, is the one stated; false where none is.</summary>
    public bool IsHashed(string sha256) => Sha256 is not null && sha256.Length == 64 && sha256.StartsWith(Sha256, StringComparison.OrdinalIgnoreCase);
}
