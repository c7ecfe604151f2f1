namespace Graft.Imaging.Tests.Datasets;

/// <summary>Files moved out of a data set and put back: none is ever lost.</summary>
public sealed class QuarantineTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_moved_by_default_is_what_cannot_be_read_and_copies_to_spare_and_undo_restores_every_byte()
    {
        Fill();
        Dictionary<string, byte[]> before = Contents();
        Quarantine quarantine = new(folder.Of("data"));
        QuarantineResult moved = quarantine.Move(Check(), finding => finding.IsFixedByDefault);
        Assert.Equal(["a/cut.jpg", "a/empty.jpg", "a/zz-copy.png"], moved.Moved.Select(file => file.From).Order());
        Assert.Equal(folder.Of("data-quarantine"), quarantine.Folder);
        Assert.Equal(before["data/a/cut.jpg"], File.ReadAllBytes(folder.Of("data-quarantine/truncated/a/cut.jpg")));
        Assert.Equal(3, File.ReadAllLines(quarantine.ListPath).Length);
        Assert.True(File.Exists(folder.Of("data/b/other.png"))); // the same picture in another class is for a person to judge
        Assert.True(Check().IsSound);
        Assert.Equal(3, new Quarantine(folder.Of("data")).Undo().Moved.Count);
        Assert.Equal(before, Contents());
        Assert.False(Directory.Exists(folder.Of("data-quarantine")));
    }

    [Fact]
    public void Links_are_never_touched()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege");
        Fill();
        folder.Put("elsewhere/1.jpg", []);
        folder.Put("elsewhere/2.jpg", []);
        File.CreateSymbolicLink(folder.Of("data/a/link.jpg"), folder.Of("elsewhere/1.jpg"));
        Directory.CreateSymbolicLink(folder.Of("data/linked"), folder.Of("elsewhere"));
        QuarantineResult moved = new Quarantine(folder.Of("data")).Move(Check(), finding => finding.IsFixedByDefault);
        Assert.Equal([("data/a/link.jpg", "it is a link"), ("data/linked/1.jpg", "it is reached through a link"), ("data/linked/2.jpg", "it is reached through a link")], moved.Kept.Select(kept => ($"data/{kept.File}", kept.Reason)).Order());
        Assert.True(File.Exists(folder.Of("elsewhere/1.jpg")) && File.Exists(folder.Of("elsewhere/2.jpg")) && new FileInfo(folder.Of("data/a/link.jpg")).LinkTarget is not null);
        Assert.Equal(3, moved.Moved.Count);
    }

    [Fact]
    public void A_killed_move_leaves_a_list_that_undo_understands()
    {
        Fill();
        Dictionary<string, byte[]> before = Contents();
        new Quarantine(folder.Of("data")).Move(Check(), finding => finding.IsFixedByDefault);
        // Killed after the line and before the move, and, by a power cut, in the middle of a line.
        File.AppendAllText(folder.Of("data-quarantine/moved.jsonl"), """{"from":"a/good.jpg","to":"tiny/a/good.jpg","kind":"tiny","detail":"","other":null}""" + "\n" + """{"from":"a/go""");
        folder.Put("data/a/late.jpg", []);
        Quarantine quarantine = new(folder.Of("data"));
        Assert.Single(quarantine.Move(Check(), finding => finding.IsFixedByDefault).Moved); // goes on with the same list
        Assert.Equal(4, quarantine.Undo().Moved.Count);
        File.Delete(folder.Of("data/a/late.jpg"));
        Assert.Equal(before, Contents());
    }

    [Fact]
    public void A_file_that_has_taken_the_place_is_not_lost_either()
    {
        Fill();
        Quarantine quarantine = new(folder.Of("data"));
        quarantine.Move(Check(), finding => finding.IsFixedByDefault);
        folder.Put("data/a/empty.jpg", [1, 2, 3]);
        QuarantineResult undone = quarantine.Undo();
        Assert.Equal([("a/empty.jpg", "another file lies in its place")], undone.Kept);
        Assert.Equal(2, undone.Moved.Count);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(folder.Of("data/a/empty.jpg")));
        Assert.Single(File.ReadAllLines(quarantine.ListPath)); // still known, still there
        // And the name in the quarantine that is taken is not written over.
        Assert.Equal(["unreadable/a/empty~2.jpg"], quarantine.Move(Check(), finding => finding.Kind == FindingKind.Unreadable).Moved.Select(file => file.To));
    }

    [Fact]
    public void From_one_file_system_to_another_a_file_is_copied_before_it_goes()
    {
        Assert.SkipUnless(Directory.Exists("/dev/shm"), "needs a second file system");
        Fill();
        Dictionary<string, byte[]> before = Contents();
        string other = Directory.CreateDirectory($"/dev/shm/graft-test-{Guid.NewGuid():N}").FullName;
        try
        {
            Quarantine quarantine = new(folder.Of("data"), Path.Combine(other, "q"));
            Assert.Equal(3, quarantine.Move(Check(), finding => finding.IsFixedByDefault).Moved.Count);
            Assert.Equal(before["data/a/cut.jpg"], File.ReadAllBytes(Path.Combine(other, "q", "truncated", "a", "cut.jpg")));
            Assert.False(File.Exists(folder.Of("data/a/cut.jpg")));
            quarantine.Undo();
            Assert.Equal(before, Contents());
        }
        finally
        {
            Directory.Delete(other, recursive: true);
        }
    }

    [Fact]
    public void Lists_are_not_made_false_and_a_quarantine_is_no_class()
    {
        folder.Put("x.jpg", []);
        folder.Put("y.jpg");
        folder.PutText("data.csv", "x.jpg,a\ny.jpg,b\n");
        string table = folder.Of("data.csv");
        Assert.Contains($"{table}: a list names the files of this data set (a table, split by a hash of the path), and would name files that are not there any more.",
            Assert.Throws<QuarantineException>(() => new Quarantine(table).Move(DatasetCheck.Run(table), _ => true)).Message);
        Assert.True(File.Exists(folder.Of("x.jpg")));
        Assert.Contains("lies in the data set, where it would become a class", Assert.Throws<QuarantineException>(() => new Quarantine(folder.Path, folder.Of("q"))).Message);
        Assert.Contains("is not there, so nothing was moved", Assert.Throws<QuarantineException>(() => new Quarantine(folder.Path).Undo()).Message);
    }

    [Theory]
    [InlineData("""{"from":"../../x","to":"y","kind":"","detail":""}""")]
    [InlineData("""{"from":"x","to":"/etc/passwd","kind":"","detail":""}""")]
    [InlineData("""{"from":"x"}""")]
    [InlineData("null")]
    [InlineData("<html>")]
    public void A_list_that_somebody_changed_moves_nothing(string line)
    {
        Fill();
        folder.PutText("data-quarantine/moved.jsonl", line + "\n");
        Assert.Contains("moved.jsonl, line 1: no entry of a moved file", Assert.Throws<QuarantineException>(() => new Quarantine(folder.Of("data")).Undo()).Message);
    }

    private DatasetFindings Check() => DatasetCheck.Run(folder.Of("data"), new() { Splitting = new() { ValidationFraction = 0, TestFraction = 0 } });

    private void Fill()
    {
        byte[] jpeg = File.ReadAllBytes(Fixture.File("photo.jpg")), png = File.ReadAllBytes(Fixture.File("photo.png"));
        folder.Put("data/a/good.jpg", File.ReadAllBytes(Fixture.File("orientation-1.jpg")));
        folder.Put("data/a/picture.png", png);
        folder.Put("data/a/zz-copy.png", png);
        folder.Put("data/a/cut.jpg", jpeg[..3000]);
        folder.Put("data/a/empty.jpg", []);
        folder.Put("data/b/other.png", png);
    }

    private Dictionary<string, byte[]> Contents() => Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(folder.Path, file).Replace('\\', '/'), File.ReadAllBytes);
}
