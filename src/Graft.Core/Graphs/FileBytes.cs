using System.Buffers;
using System.Runtime.InteropServices;

namespace Graft.Graphs;

/// <summary>Bytes of a mapped file that can also be read into other memory, without the file's own pages becoming resident beside the copy.</summary>
internal abstract class FileBytes : MemoryManager<byte>
{
    /// <summary>Fills <paramref name="destination"/> with the bytes from <paramref name="start"/> on, which the caller knows to be there.</summary>
    public abstract void Read(int start, Span<byte> destination);

    /// <summary>Fills <paramref name="destination"/> with the bytes of <paramref name="from"/> from <paramref name="start"/> on, wherever they lie.</summary>
    public static void Copy(ReadOnlyMemory<byte> from, int start, Span<byte> destination)
    {
        if (MemoryMarshal.TryGetMemoryManager(from, out FileBytes? file, out int first, out _))
        {
            file.Read(first + start, destination);
        }
        else
        {
            from.Span.Slice(start, destination.Length).CopyTo(destination);
        }
    }
}
