using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Graft.Imaging;

namespace Graft.Inference;

/// <summary>What tells one measurement from another: the same model on the same pictures gives the same outcomes, so they need not be computed again.</summary>
public sealed record OutcomeOrigin
{
    /// <summary>SHA-256 of the model's file and of the file with its large weights, in hexadecimal.</summary>
    public required string Model { get; init; }

    /// <summary>How pictures were prepared, as text.</summary>
    public required string Preprocessing { get; init; }

    /// <summary>The data set's fingerprint (<see cref="ImageDataset.Fingerprint"/>).</summary>
    public required string Data { get; init; }

    /// <summary>SHA-256 over key, size and time of change of every picture of the split.</summary>
    public required string Pictures { get; init; }

    /// <summary>Which pictures of the data set: train, val or test.</summary>
    public required string Split { get; init; }

    /// <summary>When it was measured.</summary>
    public DateTimeOffset At { get; init; } = DateTimeOffset.UtcNow;

    /// <summary>Seconds it took, decoding included.</summary>
    public double Seconds { get; init; }

    /// <summary>Whether both say the same of model and pictures, whenever they were measured.</summary>
    public bool IsSameAs(OutcomeOrigin other) => this with { At = other.At, Seconds = other.Seconds } == other;

    internal static OutcomeOrigin Of(string modelFile, ImageClassifier model, ImageDataset data, Split split) => new()
    {
        Model = HashOf(modelFile),
        Preprocessing = $"{model.Preprocessing}",
        Data = data.Fingerprint,
        Pictures = StampOf(data.Items(split)),
        Split = SplitNames.Of(split),
    };

    /// <summary>SHA-256 of a model's file, and of its large weights where they lie beside it.</summary>
    public static string HashOf(string modelFile)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 20];
        foreach (string file in new[] { modelFile, modelFile + ".data" }.Where(File.Exists))
        {
            using FileStream stream = File.OpenRead(file);
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                hash.AppendData(buffer, 0, read);
            }
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string StampOf(IReadOnlyList<ImageItem> items)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ImageItem item in items)
        {
            (long size, long time) = PictureIndex.Stamp(item.File) ?? (-1, 0);
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{item.Key}\0{item.Label}\0{size}\0{time}\n")));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
