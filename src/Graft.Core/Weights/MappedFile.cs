using System.Buffers;
using System.IO.MemoryMappedFiles;
using Graft.Graphs;
using Microsoft.Win32.SafeHandles;

namespace Graft.Weights;

/// <summary>A file seen as memory: nothing is read until its bytes are looked at, and the system may drop them again.</summary>
/// <remarks>
/// Memory handed out stays valid until <see cref="Dispose"/>; without it, until nothing refers to it. A <em>span</em> refers to nothing: hold the memory, or whatever owns it, for as long as the span is used.
/// The file must not shrink meanwhile; replacing it by renaming another over it is harmless.
/// </remarks>
public sealed unsafe class MappedFile : IDisposable
{
    private readonly SafeFileHandle? handle;
    private readonly MemoryMappedFile? file;
    private readonly MemoryMappedViewAccessor? view;
    private readonly byte* start;
    private readonly ReadOnlyMemory<byte> held;
    private volatile bool disposed;

    /// <exception cref="WeightFileException">There is no such file, it is a folder, or it cannot be read.</exception>
    public MappedFile(string path)
    {
        Path = path;
        try
        {
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            Length = RandomAccess.GetLength(handle);
            if (Length > 0)
            {
                file = MemoryMappedFile.CreateFromFile(handle, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
                view = file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
                view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
                start += view.PointerOffset;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            Release();
            GC.SuppressFinalize(this);
            throw new WeightFileException(Directory.Exists(path) ? $"{path} is a folder; name a file." : $"{path} cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Bytes already in memory, seen as a file of this name.</summary>
    internal MappedFile(string path, ReadOnlyMemory<byte> content)
    {
        (Path, Length, held) = (path, content.Length, content);
        GC.SuppressFinalize(this);
    }

    // The view's handle counts the pointer taken above and is never released while it does; so it is given back here when nobody disposes.
    ~MappedFile() => Release();

    public string Path { get; }

    /// <summary>Bytes in the file when it was opened.</summary>
    public long Length { get; }

    /// <summary>A part of the file, without a copy.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part does not lie within the file.</exception>
    public ReadOnlyMemory<byte> Memory(long offset, int length)
    {
        if (offset < 0 || length < 0 || offset > Length - length)
        {
            throw new ArgumentOutOfRangeException(nameof(offset), $"{length} bytes at {offset} of '{Path}' were asked for, but it has {Length}");
        }
        return length == 0 ? default : start == null ? held.Slice((int)offset, length) : new Part(this, offset, length).Memory;
    }

    /// <summary>The same as a span, which is valid until <see cref="Dispose"/>: for many small parts, each of which would otherwise be an object.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part does not lie within the file.</exception>
    public ReadOnlySpan<byte> Span(long offset, int length) => length == 0 || start == null || offset < 0 || length < 0 || offset > Length - length
        ? Memory(offset, length).Span : new(At(offset), length);

    /// <summary>The bytes from an offset on, as many as there are up to <paramref name="most"/>, copied; none outside the file.</summary>
    public byte[] Peek(long offset, int most)
    {
        int length = offset < 0 ? 0 : (int)Math.Clamp(Length - offset, 0, most);
        return length == 0 ? [] : Memory(offset, length).ToArray();
    }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        if (!disposed)
        {
            disposed = true;
            if (start != null)
            {
                view!.SafeMemoryMappedViewHandle.ReleasePointer();
            }
            view?.Dispose();
            file?.Dispose();
            handle?.Dispose();
        }
    }

    private byte* At(long offset) => !disposed ? start + offset : throw Closed();

    private ObjectDisposedException Closed() => new(nameof(MappedFile), $"{Path} was closed while weights are still read from it. Keep it open as long as the graph, or load the graph by the file's path.");

    /// <summary>Copies a part of the file, which the caller knows to be there, without the file's own pages becoming resident beside the copy.</summary>
    internal void Read(long offset, Span<byte> destination)
    {
        if (handle is null)
        {
            held.Span.Slice((int)offset, destination.Length).CopyTo(destination);
            return;
        }
        while (destination.Length > 0)
        {
            int read = disposed ? throw Closed() : RandomAccess.Read(handle!, destination, offset);
            destination = read > 0 ? destination[read..] : throw new WeightFileException($"{Path} has become shorter while it was read. Copy it to a place where nothing changes it.");
            offset += read;
        }
    }

    private sealed class Part(MappedFile file, long offset, int length) : FileBytes
    {
        public override Span<byte> GetSpan() => new(file.At(offset), length);

        public override void Read(int start, Span<byte> destination) => file.Read(offset + start, destination);

        public override MemoryHandle Pin(int elementIndex = 0) => new(file.At(offset + elementIndex), default, this);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
