using System.Text;
using System.Text.Json;
using Graft.Imaging;
using Graft.Inference;
using Graft.Models;
using Graft.Onnx;
using Graft.Tests;
using SkiaSharp;

namespace Graft.Web.Tests;

public sealed class PredictTests
{
    private static readonly SKColor Greenish = new(0, 255, 51);

    [Fact]
    public async Task Raw_bytes_are_answered_with_the_softmax_of_the_logits_whatever_type_they_claim()
    {
        await using RunningServer server = await RunningServer.Start();
        double sum = 1 + Math.E + Math.Exp(0.2);
        foreach (string? type in new[] { "image/png", "image/jpeg", "application/octet-stream", "application/x-www-form-urlencoded", null })
        {
            JsonElement answer = await RunningServer.Json(server.Post(SmallNetworks.Png(Greenish), type, "/v1/predict?top=2&logits=true"));
            Assert.Equal("colours", answer.GetProperty("model").GetString());
            JsonElement picture = answer.GetProperty("pictures")[0];
            JsonElement[] predictions = [.. picture.GetProperty("predictions").EnumerateArray()];
            Assert.Equal(["green", "blue"], predictions.Select(row => row.GetProperty("label").GetString()));
            Assert.Equal([1, 2], predictions.Select(row => row.GetProperty("index").GetInt32()));
            Assert.Equal(Math.E / sum, predictions[0].GetProperty("probability").GetDouble(), 5);
            Assert.Equal(Math.Exp(0.2) / sum, predictions[1].GetProperty("probability").GetDouble(), 5);
            Assert.All(picture.GetProperty("logits").EnumerateArray().Zip([0, 1, 0.2]), row => Assert.Equal(row.Second, row.First.GetDouble(), 5));
        }
    }

    [Fact]
    public async Task A_form_with_many_pictures_is_answered_in_order_and_a_bad_one_gets_its_fault()
    {
        await using RunningServer server = await RunningServer.Start();
        SKColor[] colours = [SKColors.Red, SKColors.Lime, SKColors.Blue];
        using MultipartFormDataContent form = [];
        for (int i = 0; i < 30; i++)
        {
            form.Add(new ByteArrayContent(i == 4 ? "no picture"u8.ToArray() : i % 2 == 0 ? SmallNetworks.Png(colours[i % 3]) : SmallNetworks.Jpeg(colours[i % 3])), "file", $"ä {i}.png");
        }
        form.Add(new StringContent("holiday"), "note");
        JsonElement[] pictures = [.. (await RunningServer.Json(server.Client.PostAsync("/v1/predict?top=1", form))).GetProperty("pictures").EnumerateArray()];
        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"ä {i}.png"), pictures.Select(picture => picture.GetProperty("name").GetString()));
        Assert.Equal("bad-picture", pictures[4].GetProperty("error").GetProperty("code").GetString());
        Assert.StartsWith("picture 4: this is no picture", pictures[4].GetProperty("error").GetProperty("detail").GetString());
        Assert.False(pictures[4].TryGetProperty("predictions", out _));
        Assert.All(pictures.Index().Where(row => row.Index != 4), row => Assert.Equal(RunningServer.Colours[row.Index % 3], row.Item.GetProperty("predictions")[0].GetProperty("label").GetString()));
    }

    [Fact]
    public async Task Base64_comes_plain_named_as_a_data_address_or_with_escapes()
    {
        await using RunningServer server = await RunningServer.Start();
        string red = Convert.ToBase64String(SmallNetworks.Png(SKColors.Red)), blue = Convert.ToBase64String(SmallNetworks.Jpeg(SKColors.Blue));
        string escaped = red.Replace("+", "\\u002B", StringComparison.Ordinal).Replace("/", "\\/", StringComparison.Ordinal);
        string json = $$"""{"top": 1, "logits": false, "pictures": ["{{red}}", {"name": "b.jpg", "data": "{{blue}}"}, "data:image/jpeg;base64,{{blue}}", "{{escaped}}"]}""";
        JsonElement[] pictures = [.. (await RunningServer.Json(server.Post(Encoding.UTF8.GetBytes(json), "application/json; charset=utf-8"))).GetProperty("pictures").EnumerateArray()];
        Assert.Equal(["red", "blue", "blue", "red"], pictures.Select(picture => picture.GetProperty("predictions")[0].GetProperty("label").GetString()));
        Assert.Equal("b.jpg", pictures[1].GetProperty("name").GetString());
    }

    [Fact]
    public async Task Several_models_are_asked_by_name_and_describe_themselves()
    {
        string folder = Directory.CreateTempSubdirectory("graft-web").FullName;
        try
        {
            string other = SmallNetworks.Write(Path.Combine(folder, "other.onnx"), ["rot", "grün", "blau"]);
            await using RunningServer server = await RunningServer.Start(options => options with { Models = [.. options.Models, new("german", other)] });
            foreach (string address in new[] { "/v1/predict?model=german", "/v1/models/german/predict" })
            {
                JsonElement answer = await RunningServer.Json(server.Post(SmallNetworks.Png(SKColors.Lime), address: address));
                Assert.Equal(("german", "grün"), (answer.GetProperty("model").GetString(), answer.GetProperty("pictures")[0].GetProperty("predictions")[0].GetProperty("label").GetString()));
            }
            JsonElement models = (await RunningServer.Json(server.Client.GetAsync("/v1/models"))).GetProperty("models");
            Assert.Equal(["colours", "german"], models.EnumerateArray().Select(model => model.GetProperty("name").GetString()));
            Assert.Equal("colours", (await RunningServer.Json(server.Client.GetAsync("/v1/model"))).GetProperty("name").GetString());
            JsonElement german = await RunningServer.Json(server.Client.GetAsync("/v1/models/german"));
            Assert.Equal(["rot", "grün", "blau"], german.GetProperty("labels").EnumerateArray().Select(label => label.GetString()));
            Assert.Equal((32, 32, false), (german.GetProperty("input").GetProperty("width").GetInt32(), german.GetProperty("input").GetProperty("resize").GetInt32(), german.GetProperty("input").GetProperty("assumed").GetBoolean()));
            Assert.Contains("there are colours, german", await RunningServer.Problem(server.Client.GetAsync("/v1/models/french"), 404, "no-such-model"));
            await RunningServer.Problem(server.Post(SmallNetworks.Png(SKColors.Lime), address: "/v1/models/colours/predict?model=german"), 400, "bad-request");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Health_says_live_and_ready()
    {
        await using RunningServer server = await RunningServer.Start();
        Assert.Equal("live", (await RunningServer.Json(server.Client.GetAsync("/health/live"))).GetProperty("status").GetString());
        Assert.Equal("ready", (await RunningServer.Json(server.Client.GetAsync("/health/ready"))).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Two_hundred_photos_get_the_logits_that_a_classifier_gives_in_C_sharp_one_by_one()
    {
        string photos = Path.Combine(TestData.Require("food10"), "images");
        string[] all = [.. Directory.EnumerateFiles(photos, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        string[] files = [.. all.Where((_, index) => index % (all.Length / 200) == 0).Take(200)];
        string folder = Directory.CreateTempSubdirectory("graft-web").FullName;
        try
        {
            string network = Path.Combine(folder, "mobilenet.onnx");
            OnnxWriter.Write(Architectures.Find("mobilenet_v2").Build() with { Preprocessing = Preprocessing.ImageNet }, network);
            await using RunningServer server = await RunningServer.Start(options => options with { Models = [new("mobilenet", network)], Limits = options.Limits with { Pictures = 200, Time = TimeSpan.FromMinutes(5) } });
            using MultipartFormDataContent form = [];
            foreach (string file in files)
            {
                form.Add(new ByteArrayContent(await File.ReadAllBytesAsync(file)), "file", Path.GetFileName(file));
            }
            server.Client.Timeout = TimeSpan.FromMinutes(6);
            JsonElement[] answers = [.. (await RunningServer.Json(server.Client.PostAsync("/v1/predict?logits=true&top=3", form))).GetProperty("pictures").EnumerateArray()];
            Assert.Equal(files.Select(Path.GetFileName), answers.Select(answer => answer.GetProperty("name").GetString()));
            using Predictor predictor = Predictor.Open(network);
            using PhotoReader reader = new();
            byte[] planes = new byte[3 * 224 * 224];
            float[] picture = new float[planes.Length], logits = new float[predictor.Model.Classes];
            foreach ((string file, JsonElement answer) in files.Zip(answers))
            {
                reader.Read(file, predictor.Model.Preprocessing, planes);
                Normalization.Apply(planes, picture, 224 * 224, predictor.Model.Preprocessing);
                predictor.Model.Run(picture, 1, logits);
                float scale = Math.Max(1, logits.Max(MathF.Abs));
                Assert.All(answer.GetProperty("logits").EnumerateArray().Zip(logits), row => Assert.Equal(row.Second, row.First.GetSingle(), 1e-4f * scale));
                Prediction best = predictor.Predict(file, top: 1)[0];
                Assert.Equal(best.Probability, answer.GetProperty("predictions")[0].GetProperty("probability").GetSingle(), 1e-4f);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
