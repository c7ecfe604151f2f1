using System.Buffers;
using System.Runtime.InteropServices;

namespace Graft.Graphs;

/// <summary>Views an array of numbers as the bytes it consists of, without a copy.</summary>
internal sealed class ArrayBytes<T>(T[] values) : MemoryManager<byte> where T : unmanaged
{
    public override Span<byte> GetSpan() => MemoryMarshal.AsBytes(values.AsSpan());

    public override unsafe MemoryHandle Pin(int elementIndex = 0)
    {
        GCHandle handle = GCHandle.Alloc(values, GCHandleType.Pinned);
        return new MemoryHandle((byte*)handle.AddrOfPinnedObject() + elementIndex, handle, this);
    }

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}

internal static class ArrayBytes
{
    extension(Array)
    {
        public static ReadOnlyMemory<byte> AsReadOnlyBytes<T>(T[] values) where T : unmanaged => new ArrayBytes<T>(values).Memory;
    }
}
