using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using Graft.Imaging;
using Graft.Models;

namespace Graft.Web;

/// <summary>Decodes pictures, no more at a time than there are processors; what decoding needs is kept for the next picture.</summary>
internal sealed class Decoders(ServerOptions options, ServerMeters meters) : IDisposable
{
    private readonly ConcurrentBag<PhotoReader> idle = [];
    private readonly SemaphoreSlim free = new(Environment.ProcessorCount);

    /// <summary>Decodes one picture.</summary>
    /// <param name="name">What messages call it.</param>
    /// <returns>(3, height, width) bytes from the shared pool.</returns>
    /// <exception cref="RequestException">It is no picture that can be decoded, or too large a one.</exception>
    public async Task<byte[]> Decode(ReadOnlyMemory<byte> picture, string name, Preprocessing preprocessing, CancellationToken cancellation)
    {
        await free.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return Decode(picture.Span, name, preprocessing);
        }
        finally
        {
            free.Release();
        }
    }

    public void Dispose()
    {
        while (idle.TryTake(out PhotoReader? reader))
        {
            reader.Dispose();
        }
        free.Dispose();
    }

    private byte[] Decode(ReadOnlySpan<byte> picture, string name, Preprocessing preprocessing)
    {
        long begun = Stopwatch.GetTimestamp();
        PhotoReader reader = idle.TryTake(out PhotoReader? one) ? one : new(options.Limits.Decoding);
        int length = 3 * preprocessing.Height * preprocessing.Width;
        byte[] planes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            reader.Read(picture, name, preprocessing, planes.AsSpan(0, length));
            meters.Decoded(Stopwatch.GetElapsedTime(begun));
            return planes;
        }
        catch (ImageException error)
        {
            ArrayPool<byte>.Shared.Return(planes);
            throw new RequestException(422, "bad-picture", error.Message, error);
        }
        finally
        {
            idle.Add(reader);
        }
    }
}
