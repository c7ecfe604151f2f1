using Graft.Imaging;
using Graft.Tests;
using SkiaSharp;

namespace Graft.Inference.Tests;

public sealed class EvaluatorTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-evaluate").FullName;

    public EvaluatorTests()
    {
        // Eleven test pictures: one of the blue ones lies among the green ones.
        foreach ((string name, SKColor colour, int count) in new[] { ("blue", SKColors.Blue, 3), ("green", SKColors.Lime, 4), ("red_one", SKColors.Red, 3) })
        {
            for (int i = 0; i < count; i++)
            {
                ColouredPictures.Write(Path.Combine(folder, "test", name, $"{i}.png"), colour.WithBlue((byte)(colour.Blue == 255 ? 255 : 10 + i)));
            }
            ColouredPictures.Write(Path.Combine(folder, "train", name, "0.png"), colour);
        }
        ColouredPictures.Write(Path.Combine(folder, "test", "green", "9.png"), new SKColor(0, 1, 254));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(64)]
    public void Classes_are_matched_by_name_and_the_batch_changes_nothing(int batch)
    {
        using ImageClassifier model = ImageClassifier.Of(ColouredPictures.Network("Red one", "green", "blue"));
        List<int> measured = [];
        Evaluation evaluation = new Evaluator(model, new EvaluatorOptions { Batch = batch }).Evaluate(ImageDataset.Open(folder), Split.Test, measured.Add);
        ClassificationReport report = evaluation.Report;
        Assert.Equal((11, 10 / 11.0, 1.0), (report.Count, report.Top1.Value, report.Top5.Value));
        Assert.Equal(["Red one", "green", "blue"], report.Classes.Select(measure => measure.Label));
        Assert.Equal(new[,] { { 3, 0, 0 }, { 0, 4, 1 }, { 0, 0, 3 } }, report.Confusion);
        Assert.Equal(11, measured[^1]);
        Assert.Empty(evaluation.Unreadable);
    }

    /// <summary>The tutorial of 2018 leaves 34 of 25,250 test pictures out; here 3 of 11.</summary>
    [Theory]
    [InlineData(4, false, 11)]
    [InlineData(4, true, 8)]
    [InlineData(64, true, 11)]
    public void Every_picture_counts_unless_the_remainder_is_dropped(int batch, bool dropLast, int count)
    {
        using ImageClassifier model = ImageClassifier.Of(ColouredPictures.Network("red one", "green", "blue"));
        Assert.Equal(count, new Evaluator(model, new() { Batch = batch, DropLast = dropLast }).Evaluate(ImageDataset.Open(folder), Split.Test).Report.Count);
    }

    [Fact]
    public void A_model_without_names_is_taken_to_have_the_classes_in_the_data_sets_order()
    {
        using ImageClassifier model = ImageClassifier.Of(ColouredPictures.Network());
        ClassificationReport report = new Evaluator(model).Evaluate(ImageDataset.Open(folder), Split.Test).Report;
        // blue, green, red_one against the logits red, green, blue: only green is right.
        Assert.Equal(4 / 11.0, report.Top1.Value);
        Assert.Equal(["blue", "green", "red_one"], report.Classes.Select(measure => measure.Label));
    }

    [Fact]
    public void A_fixed_batch_is_filled_up_and_the_last_one_too()
    {
        using ImageClassifier model = ImageClassifier.Open(Path.Combine(TestData.Repository, "tests", "Graft.Inference.Tests", "Fixtures", "mean-colour-fixed-batch.onnx"));
        Assert.Equal(11, new Evaluator(model).Evaluate(ImageDataset.Open(folder), Split.Test).Report.Count);
    }

    [Fact]
    public void What_does_not_fit_together_is_named()
    {
        ImageDataset data = ImageDataset.Open(folder, new DatasetOptions { ValidationFraction = 0 });
        using ImageClassifier model = ImageClassifier.Of(ColouredPictures.Network("red one", "lime", "blue"));
        string unknown = Assert.Throws<EvaluationException>(() => new Evaluator(model).Evaluate(data, Split.Test)).Message;
        Assert.Contains("does not know 1 of the 3 classes: 'green'. It knows 3: 'red one', 'lime', 'blue'", unknown);
        string empty = Assert.Throws<EvaluationException>(() => new Evaluator(model).Evaluate(data, Split.Validation)).Message;
        Assert.EndsWith("Choose another split: train (3 pictures), test (11 pictures).", empty);
        Directory.Delete(Path.Combine(folder, "test", "green"), recursive: true);
        Directory.Delete(Path.Combine(folder, "train", "green"), recursive: true);
        using ImageClassifier nameless = ImageClassifier.Of(ColouredPictures.Network());
        Assert.Contains("the model has 3 classes without names, but", Assert.Throws<EvaluationException>(() => new Evaluator(nameless).Evaluate(ImageDataset.Open(folder), Split.Test)).Message);
    }

    /// <summary>torchvision 0.14's squeezenet1_1 with the same weights, resize 256, centre crop 224, on the same 50 pictures: 29 right, 37 among five, mean loss 1.7471.</summary>
    [Fact]
    public void A_real_network_on_real_photos_is_as_good_as_in_torchvision()
    {
        using ImageClassifier model = ImageClassifier.Open(TestData.Require("weights/squeezenet1_1-imagenet.onnx"));
        ClassificationReport report = new Evaluator(model).Evaluate(ImageDataset.Open(TestData.Require("imagenet-samples")), Split.Test).Report;
        Assert.Equal(50, report.Count);
        Assert.InRange(report.Top1.Value * 50, 28, 30);
        Assert.InRange(report.Top5.Value * 50, 36, 38);
        Assert.Equal(1.7471, report.MeanLoss, 0.01);
    }
}
