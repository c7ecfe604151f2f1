using System.Buffers.Binary;
using Graft.Graphs;
using Graft.Recipes;
using Graft.Weights;

namespace Graft.Core.Tests.Weights;

/// <summary>Damages weight files in every way that a broken download or an attacker would, and looks at what the readers do.</summary>
internal static class HostileWeights
{
    private static readonly long[] Extremes = [0, 1, -1, 0x7F, 0x80, 0xFF, 0xFFFF, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue, 1L << 40];

    /// <summary>All truncations, a flipped bit in every byte, and <paramref name="random"/> further changes: extreme numbers, cuts, repetitions, noise.</summary>
    /// <param name="stride">Takes the truncations and the flips of every so many bytes only, for large files.</param>
    public static IEnumerable<byte[]> Damage(byte[] file, int random, long seed, int stride = 1)
    {
        AddressedRandom draw = new(seed);
        for (int length = 0; length < file.Length; length += stride)
        {
            yield return file[..length];
            byte[] flipped = [.. file];
            flipped[length] ^= (byte)(1 << draw.Next(8));
            yield return flipped;
        }
        for (int i = 0; i < random; i++)
        {
            yield return Change(file, ref draw);
        }
    }

    /// <summary>Opens the file and reads every tensor.</summary>
    /// <returns>Whether it was read; the error is the test's if it is none of Graft's.</returns>
    public static bool Reads(byte[] content, string path = "hostile")
    {
        try
        {
            using WeightFile file = WeightFile.Open(new MappedFile(path, content));
            foreach ((_, Tensor tensor) in file.Tensors)
            {
                tensor.ToFloats();
            }
            return true;
        }
        catch (GraftException)
        {
            return false;
        }
    }

    /// <summary>Changes of a file's bytes that leave its length as it is.</summary>
    public static byte[] ChangeInPlace(byte[] file, ref AddressedRandom draw)
    {
        byte[] changed = Change(file, ref draw);
        return changed.Length == file.Length ? changed : ChangeInPlace(file, ref draw);
    }

    private static byte[] Change(byte[] file, ref AddressedRandom draw)
    {
        byte[] copy = [.. file];
        int at = draw.Next(copy.Length), length = draw.Next(Math.Min(64, copy.Length - at));
        switch (draw.Next(5))
        {
            case 0:
                Span<byte> number = stackalloc byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(number, Extremes[draw.Next(Extremes.Length)]);
                number[..Math.Min(1 << draw.Next(4), copy.Length - at)].CopyTo(copy.AsSpan(at));
                return copy;
            case 1: return [.. copy[..at], .. copy[(at + length)..]];
            case 2: return [.. copy[..(at + length)], .. copy[at..]];
            case 3:
                copy.AsSpan(at, length).Fill((byte)draw.Next(256));
                return copy;
            default:
                for (int flips = 0; flips < 5; flips++)
                {
                    copy[draw.Next(copy.Length)] ^= (byte)(1 << draw.Next(8));
                }
                return copy;
        }
    }
}
