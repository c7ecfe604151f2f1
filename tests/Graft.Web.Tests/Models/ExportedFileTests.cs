using System.Text.Json;
using Graft.Graphs;
using Graft.Models;
using Graft.Onnx;
using Graft.Quantization;
using SkiaSharp;

namespace Graft.Web.Tests;

/// <summary>Files that <c>graft export</c> writes are served like any other: the API prepares pictures, and answers with probabilities, logits and heat maps.</summary>
public sealed class ExportedFileTests
{
    [Fact]
    public async Task Files_that_compute_in_8_bits_or_take_pictures_answer_as_their_model()
    {
        string folder = Directory.CreateTempSubdirectory("graft-forms").FullName;
        try
        {
            Graph graph = Architectures.Find("tiny").Build(classes: 3, seed: 4, side: 32).FoldBatchNorms() with { Labels = ["a", "b", "c"], Preprocessing = SmallNetworks.Plain };
            ByteValues values = ByteValues.Of(graph);
            QuantizationTable table = values.Table(values.Measured.ToDictionary(value => value, value => value == graph.Input.Name ? ByteScale.Of(0, 1) : ByteScale.Of(-3, 3)));
            Dictionary<string, OnnxForm> forms = new()
            {
                ["model"] = OnnxForm.Plain,
                ["half"] = new() { HalfWeights = true },
                ["whole"] = new() { Pictures = PictureInput.AnySize },
                ["bytes"] = new() { Quantization = table },
                ["all"] = new() { Quantization = table, Pictures = PictureInput.AnySize },
            };
            foreach ((string name, OnnxForm form) in forms)
            {
                OnnxWriter.Write(graph, Path.Combine(folder, $"{name}.onnx"), form);
            }
            await using RunningServer server = await RunningServer.Start(options => options with { Models = [.. forms.Keys.Select(name => new ModelSource(name, Path.Combine(folder, $"{name}.onnx")))] });
            Dictionary<string, double[]> logits = [];
            foreach (string name in forms.Keys)
            {
                JsonElement picture = (await RunningServer.Json(server.Post(SmallNetworks.Png(new SKColor(200, 90, 30)), address: $"/v1/predict?model={name}&logits=true&heatmap=true"))).GetProperty("pictures")[0];
                logits[name] = [.. picture.GetProperty("logits").EnumerateArray().Select(value => value.GetDouble())];
                JsonElement[] predictions = [.. picture.GetProperty("predictions").EnumerateArray()];
                Assert.Equal(1, predictions.Sum(row => row.GetProperty("probability").GetDouble()), 4);
                Assert.True(picture.TryGetProperty("heatMap", out _));
                double sum = logits[name].Sum(Math.Exp);
                Assert.All(predictions, row => Assert.Equal(Math.Exp(logits[name][row.GetProperty("index").GetInt32()]) / sum, row.GetProperty("probability").GetDouble(), 4));
            }
            foreach ((string name, double most) in ((string, double)[])[("whole", 1e-5), ("half", 0.01), ("bytes", 0.2), ("all", 0.2)])
            {
                Assert.All(logits["model"].Zip(logits[name]), pair => Assert.Equal(pair.First, pair.Second, most));
            }
            // Both run the same integers.
            Assert.All(logits["bytes"].Zip(logits["all"]), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
            Assert.NotEqual(logits["model"], logits["bytes"]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
