namespace Graft.Runs;

/// <summary>Reads a file line by line as bytes, with a bound on the length of a line.</summary>
internal sealed class LineReader(string path) : IDisposable
{
    /// <summary>Bytes of the longest line read; the confusion matrix of a thousand classes has four million.</summary>
    private const int MaxLine = 1 << 26;

    private readonly FileStream stream = Open(path);
    private byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;

    /// <summary>The number of the line last read, 1 first.</summary>
    public int Number { get; private set; }

    /// <summary>Whether nothing follows the line last read.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>The next line without its end; null after the last. Valid until the next call.</summary>
    public ReadOnlyMemory<byte>? Next()
    {
        int searched = 0;
        while (true)
        {
            int length = buffer.AsSpan(start + searched, end - start - searched).IndexOf((byte)'\n') is >= 0 and int found ? searched + found : -1;
            if (length >= 0)
            {
                Memory<byte> line = buffer.AsMemory(start, length);
                start += length + 1;
                Number++;
                AtEnd = start == end && stream.Position >= stream.Length;
                return line;
            }
            searched = end - start;
            if (!Fill())
            {
                AtEnd = true;
                if (start == end)
                {
                    return null;
                }
                Memory<byte> last = buffer.AsMemory(start, end - start);
                start = end;
                Number++;
                return last;
            }
        }
    }

    public void Dispose() => stream.Dispose();

    private bool Fill()
    {
        if (end - start > MaxLine)
        {
            throw new RunException($"{path}, line {Number + 1} has more than {MaxLine} bytes, which no line of a log has. Is it another kind of file?");
        }
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }
        else if (end == buffer.Length)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }
        int read = stream.Read(buffer, end, buffer.Length - end);
        end += read;
        return read > 0;
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"{path} cannot be read: {cause.Message}", cause);
        }
    }
}
