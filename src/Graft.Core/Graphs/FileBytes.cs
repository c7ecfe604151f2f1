using System.Buffers;

namespace Graft.Graphs;

/// <summary>Bytes of a mapped file that can also be read into other memory, without the file's own pages becoming resident beside the copy.</summary>
internal abstract class FileBytes : MemoryManager<byte>
{
    /// <summary>Fills <paramref name="destination"/> with the bytes from <paramref name="start"/> on, which the caller knows to be there.</summary>
    public abstract void Read(int start, Span<byte> destination);
}
