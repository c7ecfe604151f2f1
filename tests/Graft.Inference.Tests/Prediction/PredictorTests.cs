using Graft.Imaging;
using Graft.Onnx;
using Graft.Runs;
using Graft.Tests;
using SkiaSharp;

namespace Graft.Inference.Tests;

public sealed class PredictorTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-predict").FullName;

    private string Model => Path.Combine(folder, "model.onnx");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_likeliest_classes_come_first_with_their_softmax()
    {
        OnnxWriter.Write(ColouredPictures.Network("red", "green", "blue"), Model);
        string photo = ColouredPictures.Write(Path.Combine(folder, "a.png"), new SKColor(0, 255, 51));
        using Predictor predictor = Predictor.Open(Model);
        double sum = 1 + Math.E + Math.Exp(0.2);
        Prediction[] answers = [.. predictor.Predict(photo, top: 2)];
        Assert.Equal(["green", "blue"], answers.Select(answer => answer.Label));
        Assert.Equal(Math.E / sum, answers[0].Probability, 5);
        Assert.Equal(Math.Exp(0.2) / sum, answers[1].Probability, 5);
        Assert.Equal(answers, predictor.Predict(File.ReadAllBytes(photo), top: 2));
        Assert.Equal(3, predictor.Predict(photo, top: 99).Count);
        Assert.False(predictor.Model.AssumesPreprocessing);
    }

    [Fact]
    public void Many_photos_are_answered_in_order_and_a_bad_one_gets_its_fault()
    {
        OnnxWriter.Write(ColouredPictures.Network("red", "green", "blue"), Model);
        SKColor[] colours = [SKColors.Red, SKColors.Lime, SKColors.Blue];
        string[] photos = [.. Enumerable.Range(0, 30).Select(i => ColouredPictures.Write(Path.Combine(folder, $"{i}.png"), colours[i % 3]))];
        File.WriteAllText(photos[4], "no picture");
        using Predictor predictor = Predictor.Open(Model);
        PhotoPredictions[] answers = [.. predictor.PredictAll(photos, top: 1)];
        Assert.Equal(photos, answers.Select(answer => answer.Path));
        Assert.Contains("4.png", answers[4].Fault);
        Assert.Empty(answers[4].Predictions);
        Assert.All(answers.Index().Where(row => row.Index != 4), row => Assert.Equal(new[] { "red", "green", "blue" }[row.Index % 3], row.Item.Predictions.Single().Label));
    }

    [Fact]
    public void Without_preprocessing_and_labels_it_assumes_ImageNet_at_the_models_size_and_counts()
    {
        string file = Path.Combine(TestData.Repository, "tests", "Graft.Inference.Tests", "Fixtures", "mean-colour-fixed-batch.onnx");
        using Predictor predictor = Predictor.Open(file);
        Assert.True(predictor.Model.AssumesPreprocessing);
        Assert.Equal((32, 32, 37, 2), (predictor.Model.Preprocessing.Height, predictor.Model.Preprocessing.Width, predictor.Model.Preprocessing.Resize, predictor.Model.FixedBatch));
        Prediction answer = predictor.Predict(ColouredPictures.Png(SKColors.Blue), top: 1)[0];
        // The file ends in a softmax of four times the mean; it must not be taken twice. Blue: (1 − .406) / .225, the others (0 − mean) / deviation.
        double[] logits = [4 * -0.485 / 0.229, 4 * -0.456 / 0.224, 4 * (1 - 0.406) / 0.225];
        Assert.Equal("2", answer.Label);
        Assert.Equal(Math.Exp(logits[2]) / logits.Sum(Math.Exp), answer.Probability, 5);
    }

    [Fact]
    public void Preprocessing_can_be_given_in_place_of_the_models_own()
    {
        OnnxWriter.Write(ColouredPictures.Network("red", "green", "blue"), Model);
        using Predictor predictor = Predictor.Open(Model, ColouredPictures.Plain with { Mean = [1, 0, 0] });
        Assert.Equal("green", predictor.Predict(ColouredPictures.Png(new SKColor(200, 30, 20)), top: 1)[0].Label);
        InferenceException error = Assert.Throws<InferenceException>(() => Predictor.Open(Model, ColouredPictures.Plain.At(64)));
        Assert.Contains("takes pictures of 32×32 pixels, but its preprocessing makes 64×64", error.Message);
    }

    [Fact]
    public void What_is_no_model_is_named_with_what_to_do()
    {
        Assert.Contains("neither a model file nor the folder of a run", Assert.Throws<InferenceException>(() => Predictor.Open(Path.Combine(folder, "nothing"))).Message);
        Assert.Contains("holds no run", Assert.Throws<RunException>(() => Predictor.Open(folder)).Message);
        using (RunDirectory run = RunDirectory.Create(Path.Combine(folder, "run"), Recipes.Recipe.Named("finetune"), new RunInfo()))
        {
            string message = Assert.Throws<InferenceException>(() => Predictor.Open(run.Path)).Message;
            Assert.Contains("has no model.onnx yet", message);
            Assert.Contains("graft train --resume", message);
            OnnxWriter.Write(ColouredPictures.Network("red", "green", "blue"), run.ModelPath);
            Predictor.Open(run.Path).Dispose();
        }
        OnnxWriter.Write(ColouredPictures.Network("red", "green"), Model);
        using Predictor wrong = Predictor.Open(Model);
        Assert.Contains("makes 3 numbers for a picture, but has 2 labels", Assert.Throws<InferenceException>(() => wrong.Predict(ColouredPictures.Png(SKColors.Red))).Message);
        Assert.Throws<ImageException>(() => wrong.Predict(new byte[] { 1, 2, 3 }));
    }

    [Fact]
    public void Real_photos_are_named_by_a_real_network()
    {
        using Predictor predictor = Predictor.Open(TestData.Require("weights/squeezenet1_1-imagenet.onnx"));
        IReadOnlyList<Prediction> answers = predictor.Predict(TestData.Require("imagenet-samples/n01614925_bald_eagle.JPEG"));
        Assert.Equal("22", answers[0].Label);
        Assert.InRange(answers[0].Probability, 0.9f, 1f);
    }
}
