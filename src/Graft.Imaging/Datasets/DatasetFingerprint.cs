using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Graft.Imaging;

/// <summary>One hash for everything about a data set that a training run depends on, short of the pixels themselves.</summary>
internal static class DatasetFingerprint
{
    public static string Of(IEnumerable<string> classes, IEnumerable<Entry> sorted)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string name in classes)
        {
            Add(hash, name, -1, 0, 0);
        }
        foreach (Entry entry in sorted)
        {
            Add(hash, entry.Key, entry.Label, (int)entry.Split!, entry.Length);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Add(IncrementalHash hash, string text, int label, int split, long length)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> numbers = stackalloc byte[20];
        BinaryPrimitives.WriteInt32LittleEndian(numbers, bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[4..], label);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[8..], split);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[12..], length);
        hash.AppendData(numbers);
        hash.AppendData(bytes);
    }
}
