using System.Collections.Concurrent;
using System.Text.Json;
using SkiaSharp;

namespace Graft.Web.Tests;

public sealed class SwapTests
{
    [Fact]
    public async Task New_files_are_served_one_after_another_and_no_request_is_lost()
    {
        await using RunningServer server = await RunningServer.Start();
        using CancellationTokenSource end = new();
        ConcurrentBag<string> answers = [];
        byte[] red = SmallNetworks.Png(SKColors.Red);
        Task[] clients = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                JsonElement answer = await RunningServer.Json(server.Post(red));
                answers.Add(answer.GetProperty("pictures")[0].GetProperty("predictions")[0].GetProperty("label").GetString()!);
                await Task.Delay(1);
            }
        }))];
        for (int i = 0; i < 4; i++)
        {
            SmallNetworks.Write(server.Model, [$"red {i}", "green", "blue"]);
            await Until(async () => (await Labels(server))[0] == $"red {i}");
        }
        await end.CancelAsync();
        await Task.WhenAll(clients); // Each answer had status 200.
        Assert.Subset(new HashSet<string> { "red", "red 0", "red 1", "red 2", "red 3" }, answers.ToHashSet());
        Assert.True(answers.Distinct().Count() > 2, string.Join(", ", answers.Distinct()));
    }

    [Fact]
    public async Task A_file_that_is_no_model_changes_nothing_and_the_next_good_one_does()
    {
        await using RunningServer server = await RunningServer.Start();
        foreach (byte[] bad in new[] { "no model"u8.ToArray(), (await File.ReadAllBytesAsync(server.Model))[..^40], [] })
        {
            // In place, as cp does it: what the server has mapped must not go.
            await File.WriteAllBytesAsync(server.Model, bad);
            await Task.Delay(100);
            Assert.Equal("red", (await RunningServer.Json(server.Post(SmallNetworks.Png(SKColors.Red)))).GetProperty("pictures")[0].GetProperty("predictions")[0].GetProperty("label").GetString());
        }
        File.Delete(server.Model);
        await Task.Delay(60);
        Assert.Equal("red", (await Labels(server))[0]);
        SmallNetworks.Write(server.Model, ["rot", "grün", "blau"]);
        await Until(async () => (await Labels(server))[0] == "rot");
    }

    [Fact]
    public async Task A_file_that_its_writer_still_holds_is_tried_again()
    {
        await using RunningServer server = await RunningServer.Start();
        string next = SmallNetworks.Write(Path.Combine(server.Folder, "next.onnx"), ["rot", "grün", "blau"]);
        using (new FileStream(next, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            File.Move(next, server.Model, overwrite: true);
            await Task.Delay(100);
            Assert.Equal("red", (await Labels(server))[0]);
        }
        await Until(async () => (await Labels(server))[0] == "rot");
    }

    [Fact]
    public void Two_models_of_one_name_and_what_is_no_model_stop_the_start()
    {
        string folder = Directory.CreateTempSubdirectory("graft-web").FullName;
        try
        {
            string model = SmallNetworks.Write(Path.Combine(folder, "model.onnx"), ["a", "b", "c"]), broken = Path.Combine(folder, "broken.onnx");
            Assert.Contains("two models are called 'x'", Assert.Throws<ServerException>(() => ModelServer.Create(new() { Models = [new("x", model), new("x", model)] })).Message);
            File.WriteAllText(broken, "no model");
            Assert.Contains(broken, Assert.ThrowsAny<GraftException>(() => ModelServer.Create(new() { Models = [new("x", broken)] })).Message);
            Assert.Contains("neither a model file nor the folder of a run", Assert.ThrowsAny<GraftException>(() => ModelServer.Create(new() { Models = [new("x", folder + "/nothing")] })).Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("flowers=a/b.onnx", "flowers", "a/b.onnx")]
    [InlineData("runs/flowers/model.onnx", "flowers", "runs/flowers/model.onnx")]
    [InlineData("resnet50.onnx", "resnet50", "resnet50.onnx")]
    [InlineData("runs/my run=2.onnx", null, "cannot be a model's name")]
    public void A_model_is_called_by_the_name_given_or_by_its_file_or_folder(string text, string? name, string path)
    {
        if (name is null)
        {
            Assert.Contains(path, Assert.Throws<ServerException>(() => ModelSource.Parse(text)).Message);
        }
        else
        {
            Assert.Equal(new ModelSource(name, path), ModelSource.Parse(text));
        }
    }

    private static async Task<string[]> Labels(RunningServer server) => [.. (await RunningServer.Json(server.Client.GetAsync("/v1/model"))).GetProperty("labels").EnumerateArray().Select(label => label.GetString()!)];

    private static async Task Until(Func<Task<bool>> holds)
    {
        for (int i = 0; i < 1500; i++)
        {
            if (await holds())
            {
                return;
            }
            await Task.Delay(20);
        }
        Assert.Fail("it did not come about within 30 seconds");
    }
}
