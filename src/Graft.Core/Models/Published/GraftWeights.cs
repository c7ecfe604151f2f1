using System.Security.Cryptography;

namespace Graft.Models;

/// <summary>The weights that come with Graft: trained by Graft itself on pictures made by formula, and part of this assembly.</summary>
/// <remarks>docs/graft-s.md says how graft-s.onnx was made and how to make it again. It holds the backbone in half precision, without a head.</remarks>
public static class GraftWeights
{
    private const string Resource = "graft-s.onnx";

    /// <summary>Empty in a build without the file.</summary>
    public static IReadOnlyList<PretrainedWeights> All { get; } = typeof(GraftWeights).Assembly.GetManifestResourceInfo(Resource) is null ? [] : [Describe()];

    /// <summary>The bytes of the embedded file, an ONNX model from <c>image</c> to its features.</summary>
    public static ReadOnlyMemory<byte> Content { get => field.IsEmpty ? field = Read() : field; }

    private static PretrainedWeights Describe()
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(Content.Span));
        return new()
        {
            Name = "FORMULA_V1",
            Architecture = GraftS.Standard.Name,
            Publisher = Publishers.Graft,
            Address = new($"{PretrainedWeights.Embedded}:{Resource}"),
            FileName = $"graft-s-{hash[..8]}.onnx",
            Size = Content.Length,
            Sha256 = hash,
            Licence = "Apache-2.0",
            Preprocessing = GraftS.Standard.Preprocessing,
            Classes = 0,
        };
    }

    private static ReadOnlyMemory<byte> Read()
    {
        using Stream stream = typeof(GraftWeights).Assembly.GetManifestResourceStream(Resource)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
