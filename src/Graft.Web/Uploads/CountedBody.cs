namespace Graft.Web;

/// <summary>The body of a request, which may have so many bytes and no more.</summary>
/// <remarks>Kestrel's own limit would cut the connection, so that the client sees a reset in place of the answer; without it, what is left of a refused upload is read and dropped for some seconds.</remarks>
internal sealed class CountedBody(Stream body, long most) : Stream
{
    private long count;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="RequestException">There are more bytes than allowed.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        count += read;
        return count <= most ? read : throw TooLarge(most, null);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <param name="stated">Bytes that the request says it has; null where it says nothing.</param>
    public static RequestException TooLarge(long most, long? stated) => new(413, "too-large",
        $"the request has {(stated is { } bytes ? UploadBytes.Size(bytes) : "more")}; {UploadBytes.Size(most)} is the most this server takes. Send fewer pictures at once, or smaller ones.");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }
}
