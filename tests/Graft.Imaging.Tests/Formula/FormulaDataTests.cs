using Graft.Imaging.Formula;
using Graft.Models;

namespace Graft.Imaging.Tests.Formula;

public sealed class FormulaDataTests
{
    private const string Small = "formula:scenes,classes=5,instances=20,side=32,seed=2";

    [Theory]
    [InlineData("formula:scenes", "formula:scenes,classes=256,instances=1000,side=128,seed=0")]
    [InlineData("formula:Fractals, side=64 ,seed=-3", "formula:fractals,classes=256,instances=1000,side=64,seed=-3")]
    [InlineData(Small, Small)]
    public void What_a_formula_is_told_is_read(string text, string whole)
    {
        Assert.Equal(whole, FormulaTask.Parse(text).ToString());
        Assert.Equal(FormulaTask.Parse(text), FormulaTask.Parse(whole));
        Assert.Equal(whole, ImageDataset.PlaceOf(text));
    }

    [Theory]
    [InlineData("formula:", "formula:: there is no formula ''. There are fractals, one-fractal, contours, atoms, surfaces, scenes; write formula:scenes, or formula:scenes,classes=256,instances=1000.")]
    [InlineData("formula:dogs,classes=3", "formula:dogs,classes=3: there is no formula 'dogs'. There are fractals, one-fractal, contours, atoms, surfaces, scenes; write formula:scenes, or formula:scenes,classes=256,instances=1000.")]
    [InlineData("formula:atoms,classes", "formula:atoms,classes: 'classes' is no setting. Write classes=256, instances=1000, side=128 or seed=0, with commas between.")]
    [InlineData("formula:atoms,classes=many", "formula:atoms,classes=many: 'classes=many' is no setting. Write classes=256, instances=1000, side=128 or seed=0, with commas between.")]
    [InlineData("formula:atoms,size=3", "formula:atoms,size=3: there is no setting 'size'. There are classes, instances, side and seed.")]
    [InlineData("formula:atoms,classes=1", "formula:atoms,classes=1: classes is 1; it lies in 2 to 100000.")]
    [InlineData("formula:atoms,side=4000000000", "formula:atoms,side=4000000000: side is 4000000000; it lies in 16 to 1024.")]
    [InlineData("formula:atoms,classes=100000,instances=100000", "formula:atoms,classes=100000,instances=100000: 100000 classes of 100000 pictures are 10000000000 pictures; 20000000 at most are listed. Ask for fewer of either.")]
    public void What_no_formula_can_be_told_is_refused(string text, string message) => Assert.Equal(message, Assert.Throws<DatasetException>(() => FormulaTask.Parse(text)).Message);

    [Theory]
    [InlineData("formula:scenes,32,0/c0/i0/x")]
    [InlineData("formula:scenes,32/c0/i0")]
    [InlineData("formula:scenes,0,0/c0/i0")]
    [InlineData("formula:scenes,99999,0/c0/i0")]
    [InlineData("formula:dogs,32,0/c0/i0")]
    [InlineData("formula:scenes,32,0/0/i0")]
    [InlineData("formula:scenes,32,0/c-1/i0")]
    [InlineData("formula:scenes,32,0/c0/i99999999999")]
    [InlineData("formula:")]
    public void What_is_no_picture_of_a_formula_is_refused(string address)
    {
        using PhotoReader reader = new();
        Assert.Equal($"{address}: this is no picture of a formula. Write it as formula:scenes,128,0/c00012/i0000345: kind, side, seed, class and instance.",
            Assert.Throws<ImageException>(() => reader.Read(address, Preprocessing.ImageNet, new byte[3 * 224 * 224])).Message);
    }

    [Fact]
    public void A_formula_is_a_data_set_without_files()
    {
        ImageDataset data = ImageDataset.Open(Small, new() { ValidationFraction = 0.2 });
        Assert.Equal((Small, "drawn by a formula", 5, true), (data.Path, data.Layout, data.Classes.Count, data.HoldsOut));
        Assert.Equal("c00003", data.Classes[3]);
        Assert.Equal(100, data.Items(Split.Train).Count + data.Items(Split.Validation).Count);
        Assert.All(data.CountsOf(Split.Validation), count => Assert.InRange(count, 1, 10));
        ImageItem item = data.Items(Split.Train)[0];
        Assert.Equal("c00000/i0000000", data.Items(Split.Train).Concat(data.Items(Split.Validation)).Min(each => each.Key));
        Assert.Equal($"formula:scenes,32,2/{item.Key}", item.File);
        Assert.Equal(data.Fingerprint, ImageDataset.Open(Small, new() { ValidationFraction = 0.2 }).Fingerprint);
        string[] others = ["formula:scenes,classes=5,instances=20,side=32,seed=3", "formula:atoms,classes=5,instances=20,side=32,seed=2", "formula:scenes,classes=5,instances=20,side=33,seed=2", "formula:scenes,classes=5,instances=21,side=32,seed=2"];
        Assert.DoesNotContain(data.Fingerprint, others.Select(other => ImageDataset.Open(other, new() { ValidationFraction = 0.2 }).Fingerprint));
        // More classes and instances move no picture from one split to the other.
        HashSet<string> held = [.. ImageDataset.Open("formula:scenes,classes=6,instances=30,side=32,seed=2", new() { ValidationFraction = 0.2 }).Items(Split.Validation).Select(each => each.Key)];
        Assert.Subset(held, data.Items(Split.Validation).Select(each => each.Key).ToHashSet());
    }

    [Fact]
    public void A_formula_has_no_files_to_check() => Assert.Equal($"{Small}: a formula draws these pictures, so there is no file that could be damaged or lie in the wrong place. Look at some with 'graft data sheet {Small}'.",
        Assert.Throws<DatasetException>(() => DatasetCheck.Run(Small)).Message);

    [Fact]
    public void Batches_are_the_same_for_any_number_of_threads_and_any_start()
    {
        string[] one = Stream(1, 0);
        Assert.Equal(12, one.Length);
        Assert.Equal(one, Stream(3, 0));
        Assert.Equal(one[5..], Stream(2, 5));

        static string[] Stream(int threads, int from)
        {
            LoaderOptions options = new() { Batch = 8, Threads = threads, Seed = 3, Preprocessing = Preprocessing.ImageNet.At(32), Augmentation = new() { Rotation = 10, Brightness = 0.2 } };
            List<string> batches = [];
            foreach (Batch batch in BatchLoader.Create(ImageDataset.Open(Small, new() { ValidationFraction = 0.1 }).Items(Split.Train), options).Epoch(1, from))
            {
                using (batch)
                {
                    batches.Add(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(batch.Pixels.Span)));
                }
            }
            return [.. batches];
        }
    }

    [Fact]
    public void Views_of_a_drawn_picture_are_known_by_its_address()
    {
        using ViewReader reader = new(Preprocessing.ImageNet.At(32));
        byte[] first = new byte[reader.ViewLength], again = new byte[reader.ViewLength];
        reader.Open("formula:scenes,32,2/c00001/i0000004");
        UInt128 content = reader.Content;
        reader.Crop(first);
        reader.Open("formula:scenes,32,2/c00001/i0000005");
        Assert.NotEqual(content, reader.Content);
        reader.Open("formula:scenes,32,2/c00001/i0000004");
        reader.Crop(again);
        Assert.Equal((content, Convert.ToHexString(first)), (reader.Content, Convert.ToHexString(again)));
    }

    [Fact]
    public void A_sheet_shows_a_row_for_each_class()
    {
        byte[] png = DataSheet.Draw(ImageDataset.Open(Small), 3, 4, 32);
        using SkiaSharp.SKBitmap sheet = SkiaSharp.SKBitmap.Decode(png);
        Assert.Equal(((4 * 34) + 2, (3 * 34) + 2), (sheet.Width, sheet.Height));
        Assert.Equal(SkiaSharp.SKColors.White, sheet.GetPixel(0, 0));
    }
}
