using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;

namespace Graft.Web;

/// <summary>Follows a run's log.jsonl as it grows, as server-sent events. The id of an event is the byte behind its line, so that whoever was cut off goes on there.</summary>
/// <param name="path">The log.</param>
/// <param name="hasEnded">Whether no more is to come.</param>
internal sealed class LogFollower(string path, Func<bool> hasEnded)
{
    /// <summary>The kinds of events that are sent.</summary>
    public const string Line = "log", Restart = "restart", Beat = "beat", End = "end";

    private const int Chunk = 1 << 16, LongestLine = 1 << 22;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(300), Silence = TimeSpan.FromSeconds(15);

    /// <summary>All lines behind a byte, and then each new one.</summary>
    /// <param name="from">The byte to begin at; where the log has become shorter, it begins anew.</param>
    public async IAsyncEnumerable<SseItem<string>> Follow(long from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        DateTime spoken = DateTime.UtcNow;
        yield return new("", Beat); // Opens the stream, which else would wait for the first line.
        while (true)
        {
            bool last = hasEnded(); // Before reading: what is written before the end is read.
            if (LengthOf() is { } length && length < from)
            {
                from = 0;
                yield return new("", Restart) { EventId = "0" };
            }
            await foreach ((string line, long behind) in Lines(from, cancellation).ConfigureAwait(false))
            {
                (from, spoken) = (behind, DateTime.UtcNow);
                yield return new(line, Line) { EventId = behind.ToString(System.Globalization.CultureInfo.InvariantCulture) };
            }
            if (last)
            {
                yield return new("", End);
                yield break;
            }
            if (DateTime.UtcNow - spoken > Silence)
            {
                // So that neither a proxy nor this server keeps a connection whose other end is gone.
                spoken = DateTime.UtcNow;
                yield return new("", Beat);
            }
            await Task.Delay(Look, cancellation).ConfigureAwait(false);
        }
    }

    private long? LengthOf()
    {
        FileInfo file = new(path);
        return file.Exists ? file.Length : null;
    }

    /// <summary>The whole lines behind a byte; one that is still being written is left for the next time, and one that no run writes is passed over.</summary>
    private async IAsyncEnumerable<(string Text, long Behind)> Lines(long from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (LengthOf() is not { } length || length <= from)
        {
            yield break;
        }
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
        stream.Position = from;
        byte[] buffer = new byte[Chunk];
        int held = 0;
        while (await stream.ReadAsync(buffer.AsMemory(held), cancellation).ConfigureAwait(false) is > 0 and int read)
        {
            held += read;
            int start = 0;
            while (buffer.AsSpan(start, held - start).IndexOf((byte)'\n') is >= 0 and int end)
            {
                from += end + 1;
                if (end > 0)
                {
                    yield return (Encoding.UTF8.GetString(buffer, start, end), from);
                }
                start += end + 1;
            }
            buffer.AsSpan(start, held - start).CopyTo(buffer);
            held -= start;
            if (held == buffer.Length)
            {
                if (held >= LongestLine)
                {
                    yield break;
                }
                Array.Resize(ref buffer, held * 2);
            }
        }
    }
}
