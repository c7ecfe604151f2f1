using System.Formats.Tar;
using Graft.Archives;
using Graft.Core.Tests.Runs;

namespace Graft.Core.Tests.Archives;

/// <summary>Unpacking archives that mean well, and archives that do not.</summary>
public sealed class TarExtractionTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    private string Archive => scratch.At("data.tar.gz");

    private string Folder => scratch.At("data");

    public void Dispose() => scratch.Dispose();

    public static TheoryData<TarEntryType, string, string> Hostile => new()
    {
        { TarEntryType.RegularFile, "top/../../up", "leads out of its folder" },
        { TarEntryType.RegularFile, "..", "leads out of its folder" },
        { TarEntryType.RegularFile, "/etc/cron.d/x", "is a path from the root" },
        { TarEntryType.RegularFile, "//server/share", "is a path from the root" },
        { TarEntryType.RegularFile, "top\\..\\..\\up", "has characters that no file name needs" },
        { TarEntryType.RegularFile, "C:/Windows/x", "has characters that no file name needs" },
        { TarEntryType.RegularFile, "top/a:stream", "has characters that no file name needs" },
        { TarEntryType.RegularFile, "top/\u001b[2Jx", "has characters that no file name needs" },
        { TarEntryType.RegularFile, "top/NUL.txt", "is no file name on every system" },
        { TarEntryType.RegularFile, "top/trailing ", "is no file name on every system" },
        { TarEntryType.RegularFile, "top/" + new string('x', 1100), "is longer than any path" },
        { TarEntryType.SymbolicLink, "top/link", "is a link" },
        { TarEntryType.HardLink, "top/link", "is a link" },
        { TarEntryType.CharacterDevice, "top/device", "is neither a file nor a folder" },
        { TarEntryType.Fifo, "top/pipe", "is neither a file nor a folder" },
        { TarEntryType.Directory, "top/../../d", "leads out of its folder" },
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Files_and_folders_come_out_without_the_leading_folder(bool packed)
    {
        byte[] tar = TarBytes.Of((TarEntryType.Directory, "food-101/", []), (TarEntryType.Directory, "food-101/images/empty/", []), TarBytes.File("food-101/images/a/1.jpg", "one"), TarBytes.File("./food-101/meta/train.txt", "a/1"));
        File.WriteAllBytes(Archive, packed ? TarBytes.Gzip(tar) : tar);
        Directory.CreateDirectory(Folder); // an empty one does not matter
        Directory.CreateDirectory(Folder + ".unpacking/left"); // nor does what a killed process left
        List<ExtractionProgress> seen = [];
        Assert.Equal(2, new TarExtraction { MostBytes = 100, Strip = 1 }.Run(Archive, Folder, seen.Add));
        Assert.Equal(["images", "images/a", "images/a/1.jpg", "images/empty", "meta", "meta/train.txt"],
            Directory.GetFileSystemEntries(Folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Folder, path).Replace('\\', '/')).Order(StringComparer.Ordinal));
        Assert.Equal("one", File.ReadAllText(Path.Combine(Folder, "images", "a", "1.jpg")));
        Assert.Equal([1, 2], seen.Select(progress => progress.Files));
        Assert.False(Directory.Exists(Folder + ".unpacking"));
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void What_must_not_be_unpacked_is_refused_and_nothing_is_left(TarEntryType type, string name, string fact)
    {
        byte[] tar = TarBytes.Of(TarBytes.File("top/good", "good"), (type, name, "target"u8.ToArray()));
        File.WriteAllBytes(Archive, TarBytes.Gzip(tar));
        ArchiveException error = Assert.Throws<ArchiveException>(() => new TarExtraction { MostBytes = 1000, Strip = 1 }.Run(Archive, Folder));
        Assert.Contains($" {fact}, and such a thing is not unpacked. Get the archive from its publisher.", error.Message);
        Assert.DoesNotContain(error.Message, char.IsControl);
        Assert.Equal([Archive], Directory.GetFileSystemEntries(scratch.Path));
    }

    [Fact]
    public void A_bomb_is_stopped_at_the_bound()
    {
        File.WriteAllBytes(Archive, TarBytes.Gzip(TarBytes.Of(TarBytes.File("top/a", "1234"), (TarEntryType.RegularFile, "top/zeros", new byte[1 << 20]))));
        Assert.Contains("holds more than the 1,000 bytes", Assert.Throws<ArchiveException>(() => new TarExtraction { MostBytes = 1000 }.Run(Archive, Folder)).Message);
        Assert.Contains("or 1 files", Assert.Throws<ArchiveException>(() => new TarExtraction { MostBytes = 1 << 30, MostEntries = 1 }.Run(Archive, Folder)).Message);
        Assert.Equal([Archive], Directory.GetFileSystemEntries(scratch.Path));
    }

    [Theory]
    [InlineData("top/a", "top/a")]
    [InlineData("top/a", "top/A")]
    public void The_same_file_twice_is_refused(string first, string second)
    {
        File.WriteAllBytes(Archive, TarBytes.Of(TarBytes.File(first, "1"), TarBytes.File(second, "2")));
        Assert.Contains("comes twice", Assert.Throws<ArchiveException>(() => new TarExtraction { MostBytes = 1000 }.Run(Archive, Folder)).Message);
    }

    [Fact]
    public void A_file_where_a_folder_should_be_is_told()
    {
        File.WriteAllBytes(Archive, TarBytes.Of(TarBytes.File("top", "1"), TarBytes.File("top/a", "2")));
        Assert.Contains("cannot be unpacked into", Assert.Throws<ArchiveException>(() => new TarExtraction { MostBytes = 1000 }.Run(Archive, Folder)).Message);
    }

    [Fact]
    public void A_short_archive_leaves_nothing()
    {
        byte[] packed = TarBytes.Gzip(TarBytes.Of(TarBytes.File("top/a", "1"), (TarEntryType.RegularFile, "top/b", [.. Enumerable.Range(0, 9000).Select(i => (byte)(i * i))])));
        File.WriteAllBytes(Archive, packed[..(packed.Length / 2)]);
        Assert.Contains("Fetch it again.", Assert.Throws<ArchiveException>(() => new TarExtraction { MostBytes = 100_000 }.Run(Archive, Folder)).Message);
        Assert.Equal([Archive], Directory.GetFileSystemEntries(scratch.Path));
    }

    [Fact]
    public void A_folder_with_something_in_it_is_left_alone()
    {
        File.WriteAllBytes(Archive, TarBytes.Of(TarBytes.File("top/a", "1")));
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "mine"), "mine");
        Assert.Equal($"{Folder} is there already and is not empty. Name another folder, or remove it.", Assert.Throws<ArchiveException>(() => new TarExtraction { MostBytes = 100 }.Run(Archive, Folder)).Message);
        Assert.True(File.Exists(Path.Combine(Folder, "mine")));
    }

    [Fact]
    public void Ctrl_C_leaves_nothing()
    {
        File.WriteAllBytes(Archive, TarBytes.Of(TarBytes.File("top/a", "1"), TarBytes.File("top/b", "2")));
        using CancellationTokenSource stop = new();
        Assert.Throws<OperationCanceledException>(() => new TarExtraction { MostBytes = 100 }.Run(Archive, Folder, _ => stop.Cancel(), stop.Token));
        Assert.Equal([Archive], Directory.GetFileSystemEntries(scratch.Path));
    }
}
