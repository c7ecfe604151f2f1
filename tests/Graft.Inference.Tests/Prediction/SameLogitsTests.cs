using Graft.Graphs;
using Graft.Imaging;
using Graft.Inference.Exporting;
using Graft.Models;
using Graft.Onnx;
using Graft.Tests;
using Microsoft.ML.OnnxRuntime;

namespace Graft.Inference.Tests;

/// <summary>One picture has one set of logits, whichever way it comes: in batches as evaluation runs it, alone as a program does, through the predictor, with and without features as a second output,
/// from the exported file by ONNX Runtime alone, and from the file that prepares pictures itself.</summary>
public sealed class SameLogitsTests
{
    private const int Photos = 200;

    [Fact]
    public void Two_hundred_photos_have_the_same_logits_everywhere()
    {
        ImageDataset data = ImageDataset.Open(TestData.Require("food10"));
        ImageItem[] items = [.. data.Items(Split.Test).Where((_, at) => at % 5 < 2).Take(Photos)];
        Assert.Equal(Photos, items.Length);
        Graph graph = OnnxReader.Read(TestData.Require("weights/mobilenet_v2-imagenet-backbone.onnx")).ReplaceHead([.. data.Classes], seed: 1, new() { Weights = new NormalInitializer(0.1) }) with { Preprocessing = Preprocessing.ImageNet };
        ClassifierOutcomes batches = ClassifierOutcomes.Of(graph, items);
        Graph trusted = ModelTrust.Fitted(graph, batches, batches, expected: 1);
        double temperature = ModelTrust.Of(trusted).Temperature!.Value;
        string file = Path.Combine(Directory.CreateTempSubdirectory("graft-same").FullName, "model.onnx");
        OnnxWriter.Write(trusted, file);

        string pictures = Path.ChangeExtension(file, ".pictures.onnx");
        OnnxWriter.Write(trusted, pictures, new OnnxForm { Pictures = PictureInput.Cropped });
        using PictureSession bytes = new(pictures);
        using InferenceSession bare = new(file);
        using RunOptions run = new();

        using Predictor predictor = Predictor.Open(file); // with its features as a second output
        ImageClassifier model = predictor.Model;
        using PhotoReader reader = new();
        byte[] planes = new byte[3 * 224 * 224];
        float[] picture = new float[planes.Length], logits = new float[model.Classes];
        foreach ((int at, PhotoPredictions answer) in predictor.PredictAll(items.Select(item => item.File), top: model.Classes).ToArray().Index())
        {
            reader.Read(items[at].File, model.Preprocessing, planes);
            Normalization.Apply(planes, picture, 224 * 224, model.Preprocessing);
            model.Run(picture, 1, logits);
            float[] expected = [.. batches.Logits.Row(at).ToArray().Select(logit => (float)(logit / temperature))];
            Assert.All(expected.Zip(logits), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
            using OrtValue input = OrtValue.CreateTensorValueFromMemory(picture, [1, 3, 224, 224]);
            using IDisposableReadOnlyCollection<OrtValue> output = bare.Run(run, ["image"], [input], bare.OutputNames);
            Assert.All(expected.Zip(output[0].GetTensorDataAsSpan<float>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
            double sum = expected.Sum(logit => Math.Exp(logit));
            Assert.All(answer.Predictions, prediction => Assert.Equal(Math.Exp(expected[data.Classes.ToList().IndexOf(prediction.Label)]) / sum, prediction.Probability, 1e-4));
            float[] probabilities = bytes.Run(Interleaved(planes), 1, 224, 224);
            Assert.All(expected.Zip(probabilities), pair => Assert.Equal(pair.First - Math.Log(sum), Math.Log(pair.Second), 1e-4));
        }
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    private static byte[] Interleaved(byte[] planes) => [.. Enumerable.Range(0, planes.Length).Select(i => planes[(i % 3 * 224 * 224) + (i / 3)])];
}
