using System.Buffers.Binary;
using System.Numerics;
using Graft.Weights.Pickles;

namespace Graft.Weights.Torch;

/// <summary>A <c>.pth</c> file from before PyTorch 1.6: five pickles (magic number, version, the writer's machine, state dict, storage keys), then the storages in the order of the keys. See docs/formats/pytorch.md.</summary>
internal static class TorchLegacy
{
    private const long Version = 1001;

    private static readonly BigInteger Magic = BigInteger.Parse("1950a86a20f9469cfc6c", System.Globalization.NumberStyles.HexNumber, null);

    private static readonly byte[] Beginning = [(byte)PickleOp.Long1, 10, 0x6C, 0xFC, 0x9C, 0x46];

    /// <summary>Whether it begins with a pickle of the magic number, in a frame (protocol 4 and later) or bare.</summary>
    public static bool Fits(MappedFile file)
    {
        ReadOnlySpan<byte> head = file.Peek(0, 23);
        int start = head.Length > 11 && head[2] == (byte)PickleOp.Frame ? 11 : 2;
        return head.Length > start && head[0] == (byte)PickleOp.Proto && head[start..].StartsWith(Beginning);
    }

    /// <exception cref="WeightFileException">It is damaged, or its pickle asks for more than data.</exception>
    public static WeightFile Open(MappedFile file)
    {
        long at = 0;
        TorchWorld world = new();
        if (Next("the magic number") is not BigInteger magic || magic != Magic || Next("the version") is not Version)
        {
            throw Damaged("its magic number or its version is another");
        }
        if (Next("the machine's description") is PickleDict machine && machine.Find("little_endian") is false)
        {
            throw new WeightFileException($"{file.Path} was written on a big-endian machine, whose byte order is not supported. Load and save it on a little-endian one.");
        }
        object? root = Next("the state dict");
        List<object?> keys = Next("the list of storages") as List<object?> ?? throw Damaged("its list of storages is none");
        Dictionary<string, StoredEntry> storages = Place(file, keys, at, world);
        return new TorchFile(file, "PyTorch before 1.6", root, key => storages.TryGetValue(key, out StoredEntry storage) ? storage : null);

        object? Next(string what) => TorchFile.ReadPickle(file, what, ref at, file.Length - at, world);

        WeightFileException Damaged(string fact) => new($"{file.Path}: not a sound PyTorch file: {fact}. Download or copy it again.");
    }

    // Each storage is its number of elements (8 bytes) and the elements, whose size only the state dict knows.
    private static Dictionary<string, StoredEntry> Place(MappedFile file, List<object?> keys, long at, TorchWorld world)
    {
        Dictionary<string, StoredEntry> storages = new(StringComparer.Ordinal);
        foreach (object? key in keys)
        {
            string name = key?.ToString() ?? "";
            int unit = world.Storages.TryGetValue(name, out TorchStorage? storage) ? storage.Unit : throw Damaged($"no tensor lies in its storage '{name}'");
            byte[] count = file.Peek(at, 8);
            Int128 length = count.Length == 8 ? (Int128)BinaryPrimitives.ReadInt64LittleEndian(count) * unit : -1;
            at += 8;
            if (length < 0 || length > file.Length - at)
            {
                throw Damaged($"the storage '{name}' should have {length} bytes at {at}, but the file ends at {file.Length}");
            }
            storages[name] = new(at, (long)length);
            at += (long)length;
        }
        return storages;

        WeightFileException Damaged(string fact) => new($"{file.Path}: not a sound PyTorch file: {fact}. Download or copy it again.");
    }
}
