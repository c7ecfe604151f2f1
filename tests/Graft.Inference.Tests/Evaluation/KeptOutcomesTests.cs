using System.Text;
using Graft.Imaging;
using Graft.Onnx;
using Graft.Recipes;
using Graft.Runs;
using SkiaSharp;

namespace Graft.Inference.Tests;

public sealed class KeptOutcomesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-outcomes").FullName;

    public KeptOutcomesTests()
    {
        foreach ((string name, SKColor colour) in new[] { ("blue", SKColors.Blue), ("green", SKColors.Lime), ("red", SKColors.Red) })
        {
            for (int i = 0; i < 2; i++)
            {
                ColouredPictures.Write(Path.Combine(folder, "data", "test", name, $"{i}.png"), colour);
            }
            ColouredPictures.Write(Path.Combine(folder, "data", "train", name, "0.png"), colour);
        }
        ColouredPictures.Write(Path.Combine(folder, "data", "test", "red", "odd.png"), SKColors.Blue);
        using RunDirectory run = RunDirectory.Create(Run, new Recipe(), new());
        OnnxWriter.Write(ColouredPictures.Network("red", "green", "blue"), run.ModelPath);
    }

    private string Run => Path.Combine(folder, "run");

    private string Kept => KeptOutcomes.PathOf(Run, Split.Test);

    private ImageDataset Data => ImageDataset.Open(Path.Combine(folder, "data"), new() { ValidationFraction = 0 });

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_each_picture_was_taken_for_is_kept_with_all_logits()
    {
        PictureOutcomes measured = Measure(), read = PictureOutcomes.Load(Kept);
        Assert.Equal(["red", "green", "blue"], read.Labels);
        Assert.Equal(["test/blue/0.png", "test/blue/1.png", "test/green/0.png", "test/green/1.png", "test/red/0.png", "test/red/1.png", "test/red/odd.png"], read.Pictures.Select(picture => picture.Key));
        Assert.Equal([2, 2, 1, 1, 0, 0, 0], read.Pictures.Select(picture => picture.Actual));
        Assert.All(read.Pictures, picture => Assert.Equal(new FileInfo(Path.Combine(folder, "data", picture.Key)).Length, picture.Bytes));
        Assert.Equal([0, 0, 1], read.LogitsOf(6).ToArray()); // mean red, green and blue of a blue picture
        Assert.Equal(measured.Logits.ToArray(), read.Logits.ToArray());
        Assert.Equal((measured.Origin, 6 / 7.0), (read.Origin, read.Report().Top1.Value));
        Assert.False(read.IsRight(6));
        // softmax of (0, 0, 1), and of the same divided by a half
        Assert.Equal(Math.E / (Math.E + 2), read.Probability(6, 2), 1e-12);
        Assert.Equal(1 / (Math.Exp(2) + 2), read.Probability(6, 0, temperature: 0.5), 1e-12);
    }

    [Fact]
    public void It_is_measured_once_until_model_or_pictures_change()
    {
        List<int> batches = [];
        Measure(batches);
        Assert.NotEmpty(batches);
        batches.Clear();
        Measure(batches);
        Assert.Empty(batches);

        // The same bytes again, but another time of change.
        File.SetLastWriteTimeUtc(Path.Combine(folder, "data", "test", "red", "odd.png"), DateTime.UtcNow.AddMinutes(-1));
        Measure(batches);
        Assert.NotEmpty(batches);
        batches.Clear();
        OnnxWriter.Write(ColouredPictures.Network("red", "blue", "green"), Path.Combine(Run, "model.onnx"));
        Assert.Equal(2 / 7.0, Measure(batches).Report().Top1.Value, 1e-9);
        Assert.NotEmpty(batches);
    }

    [Fact]
    public void A_damaged_file_is_measured_anew_and_named_when_it_is_asked_for()
    {
        Measure();
        byte[] whole = File.ReadAllBytes(Kept);
        Random random = new(1);
        for (int i = 0; i < 300; i++)
        {
            byte[] damaged = [.. whole.Take(random.Next(2) == 0 ? random.Next(whole.Length) : whole.Length)];
            for (int hit = random.Next(4); hit > 0 && damaged.Length > 0; hit--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }
            File.WriteAllBytes(Kept, damaged);
            try
            {
                PictureOutcomes.Load(Kept);
            }
            catch (EvaluationException error)
            {
                Assert.Contains(Kept, error.Message);
            }
        }
        File.WriteAllBytes(Kept, Encoding.UTF8.GetBytes("no outcomes"));
        Assert.Contains("cannot be read", Assert.Throws<EvaluationException>(() => PictureOutcomes.Load(Kept)).Message);
        Assert.Equal(7, Measure().Pictures.Count);
        Assert.Equal(7, PictureOutcomes.Load(Kept).Pictures.Count);
    }

    private PictureOutcomes Measure(List<int>? batches = null)
    {
        using ImageClassifier model = ImageClassifier.Open(Run);
        return KeptOutcomes.Measure(Run, model, Data, Split.Test, new() { Batch = 4 }, batches is null ? null : batches.Add);
    }
}
