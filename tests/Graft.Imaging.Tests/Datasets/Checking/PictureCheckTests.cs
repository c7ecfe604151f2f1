using Graft.Imaging.Synthetic;

namespace Graft.Imaging.Tests.Datasets;

/// <summary>What a look into every file of a data set finds; the pictures were written by PIL.</summary>
public sealed class PictureCheckTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("photo.jpg", 0, FindingKind.Unreadable)]
    [InlineData("photo.jpg", 30, FindingKind.Unreadable)]
    [InlineData("photo.jpg", 3000, FindingKind.Truncated)]
    [InlineData("photo.png", 9000, FindingKind.Truncated)]
    public void A_file_cut_short_is_found(string name, int kept, FindingKind kind)
    {
        byte[] whole = File.ReadAllBytes(Fixture.File(name));
        Assert.True(kept < whole.Length);
        folder.Put($"a/{name}", whole[..kept]);
        folder.Put("a/whole.jpg");
        Finding found = Assert.Single(Check().Findings, finding => finding.File == $"a/{name}" && finding.Severity == Severity.Error);
        Assert.Equal(kind, found.Kind);
    }

    [Fact]
    public void A_missing_end_is_found_also_where_the_decoder_puts_up_with_it()
    {
        byte[] whole = File.ReadAllBytes(Fixture.File("photo.jpg")), progressive = File.ReadAllBytes(Fixture.File("photo-progressive.jpg"));
        folder.Put("a/cut.jpg", whole[..^2]);
        folder.Put("a/whole.jpg", whole);
        folder.Put("a/trailer.jpg", [.. whole, .. new byte[100]]); // cameras do that
        folder.Put("a/blurred.jpg", progressive[..3000]);
        folder.Put("a/progressive.jpg", progressive);
        DatasetFindings found = Check();
        Assert.Equal(["a/cut.jpg"], found.Of(FindingKind.Truncated).Select(finding => finding.File));
        Assert.Equal(["a/blurred.jpg"], found.Of(FindingKind.Damaged).Select(finding => finding.File));
    }

    [Fact]
    public void Odd_pictures_are_named_for_what_they_are()
    {
        folder.Put("a/really.png", File.ReadAllBytes(Fixture.File("photo.jpg")));
        folder.Put("a/cmyk.jpg", File.ReadAllBytes(Fixture.File("photo-cmyk.jpg")));
        folder.Put("a/turned.jpg", File.ReadAllBytes(Fixture.File("orientation-6.jpg")));
        folder.Put("a/upright.jpg", File.ReadAllBytes(Fixture.File("orientation-1.jpg")));
        DatasetFindings found = DatasetCheck.Run(folder.Of("a/.."), new() { TinyPixels = 100, ExtremeAspect = 1.3 });
        Assert.Equal(["a/really.png"], found.Of(FindingKind.WrongExtension).Select(finding => finding.File));
        Assert.Equal(["a/cmyk.jpg"], found.Of(FindingKind.Cmyk).Select(finding => finding.File));
        Assert.Equal(["a/turned.jpg"], found.Of(FindingKind.Rotated).Select(finding => finding.File));
        Assert.DoesNotContain(found.Findings, finding => finding.Severity == Severity.Error && finding.File is not null);
        Assert.Contains(found.Of(FindingKind.ExtremeAspect), finding => finding is { File: "a/cmyk.jpg", Detail: "160 × 120 pixels" });
        Assert.DoesNotContain(found.Of(FindingKind.Tiny), finding => finding.File == "a/cmyk.jpg");
    }

    [Fact]
    public void The_same_photo_in_other_formats_is_one_group_and_an_exact_copy_is_told_apart()
    {
        foreach (string name in new[] { "photo.png", "photo-progressive.jpg", "orientation-6.jpg", "photo-grey.jpg" })
        {
            folder.Put($"a/{name}", File.ReadAllBytes(Fixture.File(name)));
        }
        folder.Put("a/zz-copy.png", File.ReadAllBytes(Fixture.File("photo.png")));
        folder.Put("a/zz-same.bmp", File.ReadAllBytes(Fixture.File("photo.bmp"))); // lossless as the PNG is
        DatasetFindings found = DatasetCheck.Run(folder.Of("a/.."), Undivided);
        Assert.Single(found.Pictures.Select(picture => picture.Group).Distinct());
        Assert.Equal([("a/zz-copy.png", "the same bytes"), ("a/zz-same.bmp", "the same pixels")], found.Of(FindingKind.Duplicate).Select(finding => (finding.File!, finding.Detail)));
        Assert.All(found.Of(FindingKind.Duplicate), finding => Assert.True(finding.Other == "a/photo.png" && finding.IsFixedByDefault));
        Assert.Equal(["a/orientation-6.jpg", "a/photo-progressive.jpg", "a/photo.png"], found.Of(FindingKind.NearDuplicate).Select(finding => finding.File!).Order(StringComparer.Ordinal));
        Assert.All(found.Of(FindingKind.NearDuplicate), finding => Assert.False(finding.IsFixedByDefault));
    }

    [Fact]
    public void One_picture_in_two_classes_or_splits_is_an_error_that_names_both()
    {
        (byte[] one, byte[] two, byte[] three) = (Drawn(0), Drawn(1), Drawn(2));
        folder.Put("train/cat/1.jpg", one);
        folder.Put("train/dog/2.jpg", one);
        folder.Put("train/cat/3.jpg", two);
        folder.Put("test/cat/4.jpg", two);
        folder.Put("train/cat/5.jpg", three);
        folder.Put("val/cat/6.jpg", [.. three, 0]); // other bytes, the same pixels
        Finding[] found = [.. DatasetCheck.Run(folder.Path).Findings.Where(finding => finding.Other is not null)];
        Assert.Equal(3, found.Length);
        Assert.Contains(found, finding => finding is { Kind: FindingKind.TwoLabels, Severity: Severity.Error, File: "train/dog/2.jpg", Other: "train/cat/1.jpg", Place: "train, dog", IsFixedByDefault: false });
        Assert.Contains(found, finding => finding is { Kind: FindingKind.Leak, Severity: Severity.Error, File: "train/cat/3.jpg", Other: "test/cat/4.jpg", IsFixedByDefault: true }); // the test picture stays
        Assert.Contains(found, finding => finding is { Kind: FindingKind.Leak, Severity: Severity.Warning, File: "train/cat/5.jpg", Other: "val/cat/6.jpg", Detail: "the same pixels, and there it is in validation" });
    }

    [Fact]
    public void A_mirrored_photo_is_a_near_duplicate_where_that_is_asked_for()
    {
        folder.Put("a/upright.jpg", File.ReadAllBytes(Fixture.File("orientation-1.jpg")));
        byte[] lying = File.ReadAllBytes(Fixture.File("orientation-2.jpg"));
        lying[lying.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 2]) + 9] = 1; // tag 274, short, once: 2 becomes 1, so that it stays mirrored
        folder.Put("a/mirrored.jpg", lying);
        Assert.Empty(DatasetCheck.Run(folder.Of("a/.."), Undivided).Of(FindingKind.NearDuplicate));
        Assert.EndsWith(" % alike, mirrored", Assert.Single(DatasetCheck.Run(folder.Of("a/.."), Undivided with { Mirrored = true }).Of(FindingKind.NearDuplicate)).Detail);
    }

    [Fact]
    public void A_copy_that_training_would_hold_out_by_itself_is_a_leak()
    {
        for (int i = 0; i < 40; i++)
        {
            folder.Put($"a/{i}.jpg", File.ReadAllBytes(Fixture.File("orientation-1.jpg")));
        }
        DatasetFindings found = DatasetCheck.Run(folder.Of("a/.."), new() { Quick = true });
        Assert.True(found.Total(Split.Validation) > 0 && found.Total(Split.Test) > 0);
        Assert.Contains(found.Of(FindingKind.Leak), finding => finding.Place.StartsWith("train", StringComparison.Ordinal));
        Assert.Contains(ImageDataset.Open(folder.Path).Warnings, warning => warning.Contains("in the test set and outside it", StringComparison.Ordinal));
    }

    [Fact]
    public void A_table_and_lists_that_contradict_themselves_are_found_out()
    {
        folder.Put("x.jpg");
        folder.PutText("data.csv", "x.jpg,cat\nx.jpg,dog\n");
        Assert.Contains(DatasetCheck.Run(folder.Of("data.csv")).Findings, finding => finding is { Kind: FindingKind.TwoLabels, Severity: Severity.Error, File: "x.jpg", Detail: "line 1 says so, but line 2 says 'dog'" });
        folder.Put("images/a/1.jpg");
        folder.PutText("meta/train.txt", "a/1\n");
        folder.PutText("meta/test.txt", "a/1\n");
        Assert.Contains(DatasetCheck.Run(folder.Path).Findings, finding => finding is { Kind: FindingKind.Leak, Severity: Severity.Error, File: "a/1" });
    }

    private static CheckOptions Undivided { get; } = new() { Splitting = new() { ValidationFraction = 0, TestFraction = 0 } };

    private static byte[] Drawn(int index) => new SyntheticPictures(Concept.Source, 9, 0).Paint(Concept.Source[index], index);

    private DatasetFindings Check() => DatasetCheck.Run(folder.Of("a/.."));
}
