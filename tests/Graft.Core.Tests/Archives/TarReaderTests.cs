using System.Formats.Tar;
using System.Text;
using Graft.Archives;
using TarEntry = Graft.Archives.TarEntry;
using TarReader = Graft.Archives.TarReader;

namespace Graft.Core.Tests.Archives;

/// <summary>Reading what another writer wrote, in each of the four forms that there are, and refusing what is damaged.</summary>
public class TarReaderTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 1500).Select(i => (byte)i)];

    public static TheoryData<TarEntryFormat> Formats => [TarEntryFormat.V7, TarEntryFormat.Ustar, TarEntryFormat.Pax, TarEntryFormat.Gnu];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Entries_are_read_in_every_form(TarEntryFormat format)
    {
        byte[] tar = TarBytes.Of(format, (TarEntryType.Directory, "food/", []), (TarEntryType.RegularFile, "food/a.jpg", Content), (TarEntryType.SymbolicLink, "food/link", "/etc/passwd"u8.ToArray()), (TarEntryType.RegularFile, "food/empty", []));
        List<(TarEntryKind, string, byte[])> read = Read(tar);
        Assert.Equal([(TarEntryKind.Folder, "food/"), (TarEntryKind.File, "food/a.jpg"), (TarEntryKind.Link, "food/link"), (TarEntryKind.File, "food/empty")], read.Select(entry => (entry.Item1, entry.Item2)));
        Assert.Equal(Content, read[1].Item3);
        Assert.Empty(read[3].Item3);
    }

    [Theory]
    [InlineData(TarEntryFormat.Ustar, 180)]
    [InlineData(TarEntryFormat.Pax, 180)]
    [InlineData(TarEntryFormat.Pax, 700)]
    [InlineData(TarEntryFormat.Gnu, 180)]
    [InlineData(TarEntryFormat.Gnu, 700)]
    public void Long_names_are_read(TarEntryFormat format, int length)
    {
        string name = string.Join('/', Enumerable.Repeat("aß", length / 4)).PadRight(length, 'x');
        if (format == TarEntryFormat.Ustar)
        {
            name = $"{new string('d', 80)}/{new string('f', 90)}";
        }
        Assert.Equal(name, Assert.Single(Read(TarBytes.Of(format, (TarEntryType.RegularFile, name, Content)))).Item2);
    }

    [Fact]
    public void The_offset_is_where_the_content_lies()
    {
        byte[] tar = TarBytes.Of(TarEntryFormat.Gnu, TarBytes.File(new string('n', 200), "first"), TarBytes.File("b", "second"));
        TarReader reader = new(new MemoryStream(tar), "x.tar");
        foreach (string expected in new[] { "first", "second" })
        {
            TarEntry entry = reader.Next()!;
            Assert.Equal(expected, Encoding.UTF8.GetString(tar, (int)entry.Offset, (int)entry.Length));
        }
        Assert.Null(reader.Next());
    }

    [Fact]
    public void A_length_beyond_eight_gigabytes_is_binary()
    {
        byte[] tar = TarBytes.Of(TarEntryFormat.Gnu, TarBytes.File("a", ""));
        Span<byte> length = tar.AsSpan(124, 12);
        length.Clear();
        (length[0], length[7]) = (0x80, 3); // 3 · 2^32
        Reseal(tar);
        Assert.Equal(3L << 32, new TarReader(new MemoryStream(tar), "x.tar").Next()!.Length);
        length[4] = 0xFF;
        Reseal(tar);
        Assert.Contains("states a length that is no number", Assert.Throws<ArchiveException>(() => new TarReader(new MemoryStream(tar), "x.tar").Next()).Message);
    }

    [Fact]
    public void A_damaged_or_short_archive_is_told_as_such()
    {
        byte[] tar = TarBytes.Of(TarBytes.File("a", "hello")), damaged = (byte[])tar.Clone();
        damaged[3] ^= 1;
        Assert.Equal("x.tar: the block at byte 0 is no header of a tar archive, or damaged. Fetch it again.", Assert.Throws<ArchiveException>(() => Read(damaged)).Message);
        Assert.All(Enumerable.Range(1, (tar.Length / 100) - 11), part => Assert.Equal("x.tar: it ends in the middle: it is cut short. Fetch it again.", Assert.Throws<ArchiveException>(() => Read(tar[..(part * 100)])).Message));
    }

    [Fact]
    public void A_long_name_of_gigabytes_is_not_believed()
    {
        byte[] tar = TarBytes.Of(TarEntryFormat.Gnu, TarBytes.File(new string('n', 200), ""));
        "77777777777\0"u8.CopyTo(tar.AsSpan(124));
        Reseal(tar);
        Assert.Contains("are read at most", Assert.Throws<ArchiveException>(() => Read(tar)).Message);
    }

    /// <summary>Whatever bytes are changed, there are entries or the reader's own error, and never more memory than the archive has.</summary>
    [Fact]
    public void Changed_bytes_give_entries_or_the_readers_own_error()
    {
        Random random = new(1);
        byte[][] seeds = [.. Formats.Select(format => TarBytes.Of(format.Data, (TarEntryType.Directory, "d/", []), (TarEntryType.RegularFile, "d/a", Content), TarBytes.File("d/" + new string('n', 60), "x")))];
        int refused = 0;
        for (int round = 0; round < 4000; round++)
        {
            byte[] tar = (byte[])seeds[round % seeds.Length].Clone();
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                int at = random.Next(tar.Length);
                tar[at] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => 0xFF, _ => (byte)(tar[at] ^ (1 << random.Next(8))) };
                if (random.Next(4) > 0)
                {
                    Reseal(tar.AsSpan(at / 512 * 512)); // so that what lies behind the checksum is read as well
                }
            }
            try
            {
                Read(tar);
            }
            catch (ArchiveException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 100, 3900);
    }

    /// <summary>Makes the checksum of a header right again.</summary>
    private static void Reseal(Span<byte> header)
    {
        header.Slice(148, 8).Fill((byte)' ');
        int sum = 0;
        foreach (byte value in header[..512])
        {
            sum += value;
        }
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[148..]);
    }

    private static List<(TarEntryKind, string, byte[])> Read(byte[] tar)
    {
        TarReader reader = new(new MemoryStream(tar), "x.tar");
        List<(TarEntryKind, string, byte[])> entries = [];
        byte[] buffer = new byte[100];
        while (reader.Next() is { } entry)
        {
            List<byte> content = [];
            while (reader.Read(buffer) is > 0 and int count)
            {
                content.AddRange(buffer[..count]);
            }
            entries.Add((entry.Kind, entry.Name, [.. content]));
        }
        return entries;
    }
}
