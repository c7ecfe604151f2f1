using System.Text.Json;
using Graft.Runs;
using Microsoft.Win32.SafeHandles;

namespace Graft.Downloads;

/// <summary>What a server said of a file when the first of its bytes came.</summary>
/// <param name="Address">Where they came from.</param>
/// <param name="ETag">Its entity tag, if it is a strong one (RFC 9110, 8.8.3): only that promises the same bytes.</param>
internal sealed record PartialState(string Address, string? ETag, DateTimeOffset? LastModified)
{
    public bool HasValidator => ETag is not null || LastModified is not null;
}

/// <summary>The bytes of a file that have come so far: <c>NAME.partial</c>, and beside it <c>NAME.partial.json</c> with what is needed to go on another day.</summary>
internal sealed class PartialFile : IDisposable
{
    public const string Suffix = ".partial", StateSuffix = ".partial.json";

    private readonly string target;
    private readonly SafeFileHandle handle;
    private PartialState? state;

    /// <summary>Opens what an earlier attempt left, or begins.</summary>
    public PartialFile(string target)
    {
        this.target = target;
        handle = Guarded(() => File.OpenHandle(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read));
        Length = RandomAccess.GetLength(handle);
        state = Length > 0 ? Read(target + StateSuffix) : null;
    }

    public string Path => target + Suffix;

    /// <summary>Bytes there are.</summary>
    public long Length { get; private set; }

    /// <summary>Whether the bytes may have come in several answers, so that they need not belong together.</summary>
    public bool IsPieced { get; set; }

    /// <summary>Whether what is there can be gone on with from an address: the same file for certain, or one whose hash will tell.</summary>
    public bool CanGoOn(Uri address, bool hashed) => Length > 0 && (hashed || ValidatorFor(address) is not null);

    /// <summary>What a server must still say of the file for the bytes to be of any use; null where nothing is known.</summary>
    public PartialState? ValidatorFor(Uri address) => state is { HasValidator: true } && state.Address == address.AbsoluteUri ? state : null;

    /// <summary>Forgets all bytes, and takes note of where new ones come from.</summary>
    public void Begin(PartialState? from)
    {
        Guarded(() =>
        {
            if (Length > 0)
            {
                RandomAccess.SetLength(handle, 0);
            }
            (Length, IsPieced, state) = (0, false, from);
            if (from is null)
            {
                File.Delete(target + StateSuffix);
            }
            else
            {
                AtomicFile.WriteJson(target + StateSuffix, from);
            }
            return true;
        });
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(handle, bytes, Length);
            Length += bytes.Length;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw DiskFault.Of(Path, Length, cause);
        }
    }

    /// <summary>Gives the finished file its name.</summary>
    public void Complete()
    {
        Guarded(() =>
        {
            RandomAccess.FlushToDisk(handle);
            handle.Dispose();
            AtomicFile.Adopt(Path, target);
            File.Delete(target + StateSuffix);
            return true;
        });
    }

    /// <summary>Leaves nothing behind where there is nothing to go on with.</summary>
    public void Dispose()
    {
        bool empty = !handle.IsClosed && Length == 0;
        handle.Dispose();
        if (empty)
        {
            File.Delete(Path);
            File.Delete(target + StateSuffix);
        }
    }

    private static PartialState? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<PartialState>(File.ReadAllBytes(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private T Guarded<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or WriteException)
        {
            throw DiskFault.Of(Path, Length, cause);
        }
    }
}
