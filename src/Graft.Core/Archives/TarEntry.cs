namespace Graft.Archives;

/// <summary>What an entry of a tar archive stands for.</summary>
public enum TarEntryKind
{
    File,
    Folder,
    Link,

    /// <summary>A device, a pipe, a sparse file, or something that only the program knew which wrote it.</summary>
    Other,
}

/// <summary>An entry of a tar archive.</summary>
/// <param name="Name">As the archive has it: it may hold <c>..</c> or begin with a slash.</param>
/// <param name="Length">Bytes of the content; 0 for all but files.</param>
/// <param name="Offset">Where the content begins, in bytes of the unpacked tar.</param>
public sealed record TarEntry(string Name, TarEntryKind Kind, long Length, long Offset);
