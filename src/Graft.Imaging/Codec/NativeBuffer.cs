using System.Runtime.InteropServices;

namespace Graft.Imaging;

/// <summary>Memory outside the garbage-collected heap that grows to what was asked and is used again for the next picture.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    /// <summary>Bytes that may be read, not written, beyond those asked for: vector loads run over the end.</summary>
    public const int Slack = 64;

    // What one giant picture needed is not kept for the rest of the run.
    private const long KeptBytes = 64L << 20;

    private byte* start;
    private long capacity;

    ~NativeBuffer() => Dispose();

    /// <summary>At least so many bytes, aligned to 64; what was there before is lost.</summary>
    public byte* Reserve(long bytes)
    {
        if (start == null || bytes > capacity || (capacity > KeptBytes && bytes <= KeptBytes))
        {
            Free();
            start = (byte*)NativeMemory.AlignedAlloc((nuint)(bytes + Slack), 64);
            capacity = bytes;
        }
        new Span<byte>(start + bytes, Slack).Clear();
        return start;
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(start);
        start = null;
        capacity = 0;
    }
}
