using System.Text;
using Graft.Runs;

namespace Graft.Core.Tests.Runs;

public sealed class AtomicFileTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Writes_a_new_file_and_replaces_an_old_one()
    {
        string path = scratch.At("a.txt");
        AtomicFile.WriteText(path, "first, and longer");
        AtomicFile.WriteText(path, "second");
        Assert.Equal("second"u8, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(scratch.Path));
    }

    [Fact]
    public void The_old_file_stays_visible_until_the_new_one_is_whole()
    {
        string path = scratch.At("a.txt");
        AtomicFile.WriteText(path, "old");
        AtomicFile.Write(path, stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            Assert.Equal("old", File.ReadAllText(path));
        });
        Assert.Equal("new", File.ReadAllText(path));
    }

    [Fact]
    public void A_writer_that_fails_leaves_the_old_file_and_nothing_else()
    {
        string path = scratch.At("a.txt");
        AtomicFile.WriteText(path, "old");
        Assert.Throws<FormatException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("half"u8);
            throw new FormatException();
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFileSystemEntries(scratch.Path));
    }

    [Fact]
    public void A_writer_may_close_its_stream_and_may_seek()
    {
        string path = scratch.At("a.txt");
        AtomicFile.Write(path, stream =>
        {
            using StreamWriter writer = new(stream, new UTF8Encoding(false));
            writer.Write("xbc");
            writer.Flush();
            stream.Position = 0;
            stream.WriteByte((byte)'a');
        });
        Assert.Equal("abc", File.ReadAllText(path));
    }

    [Fact]
    public void Json_is_written_as_utf8()
    {
        AtomicFile.WriteJson(scratch.At("a.json"), new { top1 = 0.5 });
        Assert.Equal("""{"top1":0.5}""", File.ReadAllText(scratch.At("a.json")));
    }

    [Fact]
    public void Leftovers_of_a_killed_writer_are_removed_by_the_next_write_of_that_name_alone()
    {
        File.WriteAllText(scratch.At(".a.txt.0123.graft-tmp"), "half");
        File.WriteAllText(scratch.At(".b.txt.0123.graft-tmp"), "half");
        AtomicFile.WriteText(scratch.At("a.txt"), "whole");
        Assert.Equal([scratch.At(".b.txt.0123.graft-tmp"), scratch.At("a.txt")], Directory.GetFiles(scratch.Path).Order(StringComparer.Ordinal));
        AtomicFile.Clean(scratch.Path);
        Assert.Equal([scratch.At("a.txt")], Directory.GetFiles(scratch.Path));
    }

    [Fact]
    public void The_temporary_file_of_a_living_writer_is_not_taken_for_a_leftover()
    {
        AtomicFile.Write(scratch.At("a.txt"), stream =>
        {
            stream.Write("whole"u8);
            AtomicFile.Clean(scratch.Path);
        });
        Assert.Equal("whole", File.ReadAllText(scratch.At("a.txt")));
    }

    [Fact]
    public void A_symbolic_link_stays_one_and_its_target_is_replaced()
    {
        Directory.CreateDirectory(scratch.At("real"));
        File.WriteAllText(scratch.At("real/a.txt"), "old");
        File.CreateSymbolicLink(scratch.At("link.txt"), scratch.At("real/a.txt"));
        AtomicFile.WriteText(scratch.At("link.txt"), "new");
        Assert.Equal("new", File.ReadAllText(scratch.At("real/a.txt")));
        Assert.NotNull(File.ResolveLinkTarget(scratch.At("link.txt"), false));
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        string path = scratch.At("missing/a.txt");
        WriteException error = Assert.Throws<WriteException>(() => AtomicFile.WriteText(path, ""));
        Assert.StartsWith($"'{path}' cannot be written: ", error.Message);
        Assert.EndsWith("Check that the folder exists, that you may write to it, and that the disk has room.", error.Message);
    }
}
