using System.Buffers;

namespace Graft.Web;

/// <summary>The bytes of one part of a request, in memory from the shared pool that grows with what really comes, whatever a header promised.</summary>
internal sealed class UploadBytes(UploadBudget budget) : IDisposable
{
    private const int First = 1 << 16;

    private byte[] buffer = [];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, Length);

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="most">Bytes that are accepted.</param>
    /// <param name="what">What has so many, for the message: "the picture".</param>
    /// <exception cref="RequestException">There are more.</exception>
    public async Task Read(Stream from, int most, string what, CancellationToken cancellation)
    {
        while (true)
        {
            if (Length == buffer.Length)
            {
                Grow((int)Math.Min(Math.Max(First, buffer.Length * 2L), most + 1L));
            }
            int read = await from.ReadAsync(buffer.AsMemory(Length, (int)Math.Min(buffer.Length, most + 1L) - Length), cancellation).ConfigureAwait(false);
            if (read == 0)
            {
                return;
            }
            Length += read;
            if (Length > most)
            {
                throw new RequestException(413, "too-large", $"{what} has more than {Size(most)}, which is the most this server takes. Make it smaller.");
            }
        }
    }

    /// <summary>Room for bytes that are written into it.</summary>
    public Span<byte> Reserve(int bytes)
    {
        Grow(bytes);
        Length = bytes;
        return buffer.AsSpan(0, bytes);
    }

    public void Cut(int bytes) => Length = bytes;

    public void Dispose()
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            budget.Give(buffer.Length);
            buffer = [];
            Length = 0;
        }
    }

    internal static string Size(long bytes) => bytes >= 1 << 20 ? $"{bytes / (double)(1 << 20):0.#} MiB" : $"{bytes / 1024.0:0.#} KiB";

    private void Grow(int bytes)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(bytes);
        try
        {
            budget.Take(larger.Length);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(larger);
            throw;
        }
        buffer.AsSpan(0, Length).CopyTo(larger);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            budget.Give(buffer.Length);
        }
        buffer = larger;
    }
}
