using System.Buffers.Binary;
using Graft.Graphs;

namespace Graft.Weights;

/// <summary>A <c>.safetensors</c> file: the header's length (8 bytes), a JSON header, and the tensors' bytes in one block without gaps. See docs/formats/safetensors.md.</summary>
internal sealed class SafeTensorsFile : WeightFile
{
    /// <summary>The longest header that readers of the format accept, in bytes.</summary>
    internal const int MaxHeader = 100_000_000;

    public SafeTensorsFile(MappedFile file)
        : base(file)
    {
        long length = HeaderLength(file);
        if (length > file.Length - 8)
        {
            throw Damaged(file, $"the header should have {length} bytes, but only {file.Length - 8} follow: the file is cut off. Download or copy it again.");
        }
        long start = 8 + length;
        SafeTensorsHeader header = SafeTensorsHeader.Read(file.Memory(8, (int)length), file.Path);
        CheckLayout(file, header, file.Length - start);
        Tensors = new(header.Entries.Select(entry => KeyValuePair.Create(entry.Name, Tensor.Lazy(entry.Type, entry.Shape, () => file.Memory(start + entry.Begin, (int)(entry.End - entry.Begin))))));
        Metadata = header.Metadata;
    }

    public override string Format => "safetensors";

    public override WeightTable Tensors { get; }

    public override IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The format has no magic number: it is known by a brace after a length that can be one.</summary>
    public static bool Fits(MappedFile file) => file.Length >= 10 && file.Peek(8, 1)[0] == '{' && HeaderLength(file) is >= 2 and <= MaxHeader;

    private static long HeaderLength(MappedFile file) => BinaryPrimitives.ReadInt64LittleEndian(file.Peek(0, 8));

    // Every byte belongs to exactly one tensor, so that nothing can hide in a file and no two names share memory.
    private static void CheckLayout(MappedFile file, SafeTensorsHeader header, long room)
    {
        long at = 0;
        foreach (SafeTensorsEntry entry in header.Entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.Begin != at)
            {
                throw Damaged(file, $"the bytes of '{entry.Name}' begin at {entry.Begin}, but the tensor before ends at {at}: {(entry.Begin < at ? "they overlap" : "there is a gap")}.");
            }
            at = entry.End;
        }
        if (at != room)
        {
            throw Damaged(file, at > room ? $"the tensors need {at} bytes, but only {room} follow the header: the file is cut off. Download or copy it again."
                : $"the tensors need {at} bytes, but {room} follow the header: the rest belongs to nothing.");
        }
    }

    private static WeightFileException Damaged(MappedFile file, string fact) => new($"{file.Path}: not a sound safetensors file: {fact}");
}
