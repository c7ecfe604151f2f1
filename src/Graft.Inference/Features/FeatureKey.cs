using System.Security.Cryptography;
using System.Text;
using Graft.Graphs;
using Graft.Imaging;
using Graft.Models;
using Graft.Recipes;

namespace Graft.Inference;

/// <summary>All that the features of a picture hang on besides the picture itself: the frozen network by the hash of its nodes and weights, how pictures are prepared and varied, and how the numbers are kept.</summary>
/// <param name="Network">What the network is called; for people, and no part of the key.</param>
/// <param name="PrefixHash">SHA-256 of the frozen network.</param>
/// <param name="RowShape">The shape of one picture's features.</param>
/// <param name="Augmentation">How views are varied; null for the one view that evaluation sees.</param>
/// <param name="Seed">What random views are drawn from; 0 without augmentation.</param>
internal sealed record FeatureKey(string Network, string PrefixHash, Shape RowShape, Preprocessing Preprocessing, AugmentationOptions? Augmentation, long Seed, FeaturePrecision Precision)
{
    /// <summary>Numbers of one row.</summary>
    public int Width { get; } = checked((int)RowShape.Elements);

    /// <summary>Bytes of one row.</summary>
    public int RowBytes => checked(Width * (Precision == FeaturePrecision.Float16 ? sizeof(ushort) : sizeof(float)));

    /// <summary>The key as text, one line for each thing; two keys are equal if and only if their texts are.</summary>
    public string Text => string.Join('\n',
        $"pixels {ViewReader.PixelVersion}", $"prefix {PrefixHash}", $"row {RowShape} {Precision}", $"{Preprocessing}", Augmentation is null ? "as evaluated" : $"seed {Seed} {Augmentation}");

    /// <summary>SHA-256 of the text.</summary>
    public byte[] Digest => SHA256.HashData(Encoding.UTF8.GetBytes(Text));

    /// <summary>The key of a frozen network's features as evaluation sees the pictures.</summary>
    /// <param name="prefix">From pictures to one value with the batch as its first axis.</param>
    /// <exception cref="InferenceException">It does not say how pictures are prepared, or makes no row of fixed size for each picture.</exception>
    public static FeatureKey Of(Graph prefix, FeaturePrecision precision)
    {
        Preprocessing preprocessing = prefix.Preprocessing ?? throw new InferenceException($"'{prefix.Name}' does not say how its pictures are prepared. Set the graph's Preprocessing.");
        Graph sized = prefix with { Inputs = [new(prefix.Input.Name, new(ElementType.Float32, [Shape.Dynamic, 3, preprocessing.Height, preprocessing.Width]))] };
        Shape output = sized.InferShapes()[prefix.Output].Shape;
        long[] row = [.. output.Skip(1)];
        return output.Rank > 1 && output[0] == Shape.Dynamic && row.All(size => size > 0) && Shape.Of(row).Elements is <= 1 << 28 and var elements && elements > 0
            ? new(prefix.Name, HashOf(prefix), Shape.Of(row), preprocessing, null, 0, precision)
            : throw new InferenceException($"'{prefix.Name}' makes {output} of pictures, which is not one row of a fixed size for each. Cut the network elsewhere.");
    }

    private static string HashOf(Graph prefix)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // The file without weights holds structure and names; what is only for people stays out.
        Graph bare = prefix with { Name = "", Labels = [], Provenance = prefix.Provenance.Clear(), Features = null, Preprocessing = null };
        foreach (Node node in bare.Nodes)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{node.Op} {node.Op.GetType().Name} {node.Inputs} {node.Outputs}\n"));
        }
        foreach ((string name, Tensor weight) in bare.Weights)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name} {weight.Type} {weight.Shape}\n"));
            hash.AppendData(weight.Bytes.Span);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
