using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Graft.Core.Tests.Archives;

/// <summary>Archives as .NET's own writer makes them, which shares nothing with the reader under test.</summary>
internal static class TarBytes
{
    public static byte[] Of(TarEntryFormat format, params (TarEntryType Type, string Name, byte[] Content)[] entries)
    {
        using MemoryStream bytes = new();
        using (TarWriter writer = new(bytes, format, leaveOpen: true))
        {
            foreach ((TarEntryType type, string name, byte[] content) in entries)
            {
                TarEntryType own = format == TarEntryFormat.V7 && type == TarEntryType.RegularFile ? TarEntryType.V7RegularFile : type;
                TarEntry entry = format switch
                {
                    TarEntryFormat.V7 => new V7TarEntry(own, name),
                    TarEntryFormat.Ustar => new UstarTarEntry(own, name),
                    TarEntryFormat.Gnu => new GnuTarEntry(own, name),
                    _ => new PaxTarEntry(own, name),
                };
                if (own is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                {
                    entry.DataStream = new MemoryStream(content);
                }
                else if (own is TarEntryType.SymbolicLink or TarEntryType.HardLink)
                {
                    entry.LinkName = Encoding.UTF8.GetString(content);
                }
                writer.WriteEntry(entry);
            }
        }
        return bytes.ToArray();
    }

    public static byte[] Of(params (TarEntryType Type, string Name, byte[] Content)[] entries) => Of(TarEntryFormat.Pax, entries);

    public static (TarEntryType, string, byte[]) File(string name, string content) => (TarEntryType.RegularFile, name, Encoding.UTF8.GetBytes(content));

    public static byte[] Gzip(byte[] bytes)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }
        return packed.ToArray();
    }
}
