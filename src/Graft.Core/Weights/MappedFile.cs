using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace Graft.Weights;

/// <summary>A file seen as memory: nothing is read until its bytes are looked at, and the system may drop them again.</summary>
/// <remarks>Bytes handed out stay valid until <see cref="Dispose"/>; without it, until nothing refers to them. The file must not shrink meanwhile.</remarks>
public sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile? file;
    private readonly MemoryMappedViewAccessor? view;
    private readonly byte* start;
    private volatile bool disposed;

    public MappedFile(string path)
    {
        Path = path;
        Length = new FileInfo(path).Length;
        if (Length > 0)
        {
            FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            start += view.PointerOffset;
        }
    }

    public string Path { get; }

    /// <summary>Bytes in the file when it was opened.</summary>
    public long Length { get; }

    /// <summary>A part of the file, without a copy.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part does not lie within the file.</exception>
    public ReadOnlyMemory<byte> Memory(long offset, int length)
    {
        if (offset < 0 || length < 0 || offset > Length - length)
        {
            throw new ArgumentOutOfRangeException(nameof(offset), $"bytes {offset} to {offset + length} of '{Path}' were asked for, but it has {Length}");
        }
        return length == 0 ? default : new Part(this, offset, length).Memory;
    }

    public void Dispose()
    {
        if (!disposed)
        {
            disposed = true;
            view?.SafeMemoryMappedViewHandle.ReleasePointer();
            view?.Dispose();
            file?.Dispose();
        }
    }

    private sealed class Part(MappedFile file, long offset, int length) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan()
        {
            ObjectDisposedException.ThrowIf(file.disposed, file);
            return new(file.start + offset, length);
        }

        public override MemoryHandle Pin(int elementIndex = 0)
        {
            ObjectDisposedException.ThrowIf(file.disposed, file);
            return new(file.start + offset + elementIndex, default, this);
        }

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
