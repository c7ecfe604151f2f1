namespace Graft.Downloads;

/// <summary>A file as its publisher describes it: where it is and how to know it. What the publisher does not state is null and not checked.</summary>
public sealed record RemoteFile
{
    private readonly string name = "";

    /// <summary>What it is called in a folder, and what mirrors know it by.</summary>
    /// <exception cref="ArgumentException">It leads out of the folder.</exception>
    public required string Name
    {
        get => name;
        init => name = value.Length > 0 && value is not ("." or "..") && value.IndexOfAny(['/', '\\', ':', '\0']) < 0 ? value : throw new ArgumentException($"'{value}' is no file name", nameof(value));
    }

    /// <summary>Its publisher's address, http or https.</summary>
    public required Uri Address { get; init; }

    /// <summary>Bytes.</summary>
    public long? Size { get; init; }

    /// <summary>SHA-256 in hexadecimal digits, or the first of them.</summary>
    public string? Sha256 { get; init; }

    /// <summary>MD5 in hexadecimal digits; guards against damage, not against malice.</summary>
    public string? Md5 { get; init; }

    /// <summary>Whether the bytes can be known, and not only their number.</summary>
    public bool HasHash => Sha256 is not null || Md5 is not null;
}
