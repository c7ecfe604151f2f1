using System.Formats.Tar;
using System.Text;
using Graft.Tests;

namespace Graft.Imaging.Tests.Datasets;

/// <summary>Whether a data set is all there.</summary>
public sealed class DatasetCheckTests : IDisposable
{
    /// <summary>The beginning of a JPEG of 2 × 1 pixels, up to its frame header.</summary>
    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0xFF, 0xC0, 0, 11, 8, 0, 1, 0, 2, 1, 1, 0x11, 0];

    private readonly string folder = Directory.CreateTempSubdirectory("graft-check").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_is_missing_damaged_or_unlisted_is_named()
    {
        Add("images/pizza/1.jpg", Jpeg);
        Add("images/pizza/3.jpg", []);
        Add("images/pizza/4.jpg", Jpeg[..20]);
        Add("images/pizza/5.jpg", "<html>"u8.ToArray());
        Add("images/sushi/6.jpg", [.. Jpeg[..2], 0xFF, 0xE1, 0xFF, 0xFF, .. new byte[0xFFFD], .. Jpeg[2..]]); // large EXIF first
        Add("images/sushi/7.jpg", Jpeg);
        Add("images/sushi/8.jpg", Jpeg);
        Add("images/sushi/.DS_Store", []);
        Add("meta/train.txt", "pizza/1\npizza/2\npizza/3\npizza/4\n"u8.ToArray());
        Add("meta/test.txt", "pizza/5\nsushi/6\nsushi/7\n"u8.ToArray());
        int most = 0;
        DatasetFindings found = DatasetCheck.Run(folder, new() { Quick = true, Progress = (_, _, total) => most = Math.Max(most, total), Splitting = new() { ValidationFraction = 0 } });
        Assert.Equal(("the Food-101 layout", 2, 1, 2, 7), (found.Layout, found.Classes.Count, found.Total(Split.Train), found.Total(Split.Test), most));
        Assert.Equal(["images/pizza/2.jpg"], found.Of(FindingKind.Missing).Select(finding => finding.File));
        Assert.Equal(
            [("images/pizza/3.jpg", "an empty file"), ("images/pizza/4.jpg", "a JPEG without a picture: cut short or damaged"), ("images/pizza/5.jpg", "an HTML, XML or SVG text (often the error page of a download)")],
            found.Of(FindingKind.Unreadable).Select(finding => (finding.File!, finding.Detail)));
        Assert.Equal(["images/sushi/8.jpg"], found.Of(FindingKind.Unlisted).Select(finding => finding.File));
        Assert.True(found.IsFood101);
        Assert.False(found.IsSound);
        Assert.Equal(["99 of 101 classes are missing: apple_pie, baby_back_ribs, baklava, beef_carpaccio, beef_tartare and 94 more", "2 classes have not 750 train pictures: pizza (1), sushi (0)", "2 classes have not 250 test pictures: pizza (0), sushi (2)"], found.LacksOfFood101());
    }

    [Fact]
    public void The_whole_of_Food_101_lacks_nothing()
    {
        DatasetFindings whole = new()
        {
            Path = "",
            Layout = "the Food-101 layout",
            IsFolder = false,
            Classes = Food101.Classes,
            Counts = [.. Food101.Classes.SelectMany(name => new SplitCount[] { new(Split.Train, name, 675), new(Split.Validation, name, 75), new(Split.Test, name, 250) })],
            Findings = [],
            Pictures = [],
            Files = new Dictionary<string, string>(),
            IsFood101 = true,
        };
        Assert.Empty(whole.LacksOfFood101());
        Assert.Equal(101, Food101.Classes.Distinct().Count());
        Assert.Equal(Food101.Classes.Order(StringComparer.Ordinal), Food101.Classes);
    }

    [Fact]
    public void The_part_of_Food_101_at_hand_is_sound_and_known_for_a_part()
    {
        string food10 = TestData.Require("food10");
        DatasetFindings found = DatasetCheck.Run(food10, new() { Quick = true });
        Assert.True(found is { IsSound: true, IsFood101: true, Findings.Count: 0 }, string.Join(", ", found.Findings));
        Assert.Equal((10, 1500, 500), (found.Classes.Count, found.Total(Split.Train) + found.Total(Split.Validation), found.Total(Split.Test)));
        Assert.Equal(3, found.LacksOfFood101().Count);
        Assert.Equal(found.Classes, File.ReadLines(Path.Combine(food10, "meta", "classes.txt")));
    }

    /// <summary>What the publisher's archive is like: a folder food-101 with images and meta in it, and what macOS left there.</summary>
    [Fact]
    public void An_archive_laid_out_as_the_published_one_becomes_a_data_set()
    {
        string archive = Path.Combine(folder, "a.tar"), into = Path.Combine(folder, "food-101");
        using (TarWriter writer = new(File.Create(archive)))
        {
            foreach ((string name, byte[] content) in new[] { ("food-101/images/pizza/1.jpg", Jpeg), ("food-101/meta/train.txt", Encoding.UTF8.GetBytes("pizza/1\n")), ("food-101/._images", new byte[9]) })
            {
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
            }
        }
        Assert.Equal(3, Food101.Extraction.Run(archive, into));
        Assert.True(DatasetCheck.Run(into, new() { Quick = true }).IsSound);
        DatasetException error = Assert.Throws<DatasetException>(() => ImageDataset.Open(archive));
        Assert.Equal($"{archive}: this is an archive, and pictures are read from a folder. Unpack it first: tar -xf, or 'graft data pull food101 DIR --archive {archive}' for Food-101.", error.Message);
    }

    private void Add(string name, byte[] content)
    {
        string path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }
}
