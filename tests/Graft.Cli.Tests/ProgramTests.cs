using System.Diagnostics;
using System.Text.Json;
using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Onnx;

namespace Graft.Cli.Tests;

/// <summary>The real program in a process of its own: what it puts on which stream, and the status it ends with.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-cli").FullName;

    private string Model => Path.Combine(folder, "colours.onnx");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Alone_it_prints_an_overview()
    {
        (int status, string results, string talk) = Start();
        Assert.Equal((0, ""), (status, talk));
        Assert.Contains("graft quickstart", results);
    }

    [Fact]
    public void A_wrong_command_line_ends_with_2_and_leaves_standard_output_alone()
    {
        Assert.Equal((2, "", "graft: there is no command 'modls'; did you mean 'models'?\n'graft --help' shows what there is.\n"), Start("modls"));
        (int status, string results, string talk) = Start("evaluate", "nothing.onnx");
        Assert.Equal((2, ""), (status, results));
        Assert.StartsWith("graft: --data is needed", talk);
        Assert.Equal(2, Start("train", "--resume", "runs/x", "--epochs", "3").Status);
        Assert.Equal(2, Start("train", "--data", folder, "--recipe", "scratch").Status);
    }

    [Fact]
    public void A_failure_ends_with_1_and_a_message_without_a_stack_unless_asked_for()
    {
        (int status, string results, string talk) = Start("predict", "nothing.onnx", "photo.jpg");
        Assert.Equal((1, ""), (status, results));
        Assert.Equal("graft: 'nothing.onnx' is neither a model file nor the folder of a run. Name model.onnx, or the folder that 'graft train --out' was given.\n", talk);
        Assert.Contains("   at Graft.Inference.ImageClassifier", Start("predict", "nothing.onnx", "photo.jpg", "--debug").Talk);
    }

    [Fact]
    public void Models_are_listed()
    {
        (int status, string results, string talk) = Start("models");
        Assert.Equal((0, ""), (status, talk));
        Assert.Matches("(?m)^ *mobilenet_v2 +3 × 224 × 224 +3.50 M +301 M +1280", results); // the widest name sets the columns
        using JsonDocument json = JsonDocument.Parse(Start("models", "--json", "-").Results);
        Assert.Equal(25_557_032, json.RootElement.EnumerateArray().Single(row => row.GetProperty("name").GetString() == "resnet50").GetProperty("parameters").GetInt64());
    }

    [Fact]
    public void Photos_are_named_and_a_bad_one_is_said_and_ends_with_1()
    {
        WriteModel();
        string red = Bitmap("a/red.bmp", 0, 0, 255), blue = Bitmap("a/blue.bmp", 255, 0, 0);
        (int status, string results, string talk) = Start("predict", Model, red, "--top", "2", "--json", "-");
        Assert.Equal((0, ""), (status, talk));
        using JsonDocument json = JsonDocument.Parse(results);
        JsonElement first = json.RootElement[0].GetProperty("predictions")[0];
        Assert.Equal("red", first.GetProperty("label").GetString());
        Assert.Equal(Math.E / (Math.E + 2), first.GetProperty("probability").GetDouble(), 5);

        File.WriteAllText(Path.Combine(folder, "a", "torn.jpg"), "torn");
        (status, results, talk) = Start("predict", Model, Path.Combine(folder, "a"), "--top", "1", "--csv", "-");
        Assert.Equal(1, status);
        Assert.Contains("torn.jpg", talk);
        Assert.Equal($"path,rank,label,probability\n{blue},1,blue,0.576117\n{red},1,red,0.576117\n", results);
    }

    [Fact]
    public void A_measurement_as_JSON_has_the_promised_fields()
    {
        WriteModel();
        foreach ((string split, string label, byte blue, byte green, byte red) in new[] { ("test", "red", (byte)0, (byte)0, (byte)255), ("test", "green", (byte)0, (byte)255, (byte)0), ("test", "blue", (byte)0, (byte)255, (byte)0), ("train", "blue", (byte)255, (byte)0, (byte)0) })
        {
            Bitmap($"data/{split}/{label}/1.bmp", blue, green, red);
        }
        (int status, string results, _) = Start("evaluate", Model, "--data", Path.Combine(folder, "data"), "--json", "-");
        Assert.Equal(0, status);
        using JsonDocument json = JsonDocument.Parse(results);
        JsonElement report = json.RootElement;
        Assert.Equal((3, 2 / 3.0, 1.0), (report.GetProperty("count").GetInt32(), report.GetProperty("top1").GetDouble(), report.GetProperty("top5").GetDouble()));
        Assert.InRange(report.GetProperty("top1Low").GetDouble(), 0.207, 0.209);
        Assert.InRange(report.GetProperty("top1High").GetDouble(), 0.938, 0.940);
        Assert.Equal((1 + (2 / 3.0) + 0) / 3, report.GetProperty("macroF1").GetDouble(), 9);
        // Every answer has the probability e / (e + 2); two of three are right.
        Assert.Equal((2 / 3.0) - (Math.E / (Math.E + 2)), report.GetProperty("calibrationError").GetDouble(), 5);
        Assert.False(report.TryGetProperty("calibrationErrorBefore", out _));
        Assert.Equal(["red", "green", "blue"], report.GetProperty("classes").EnumerateArray().Select(each => each.GetProperty("label").GetString()));
        Assert.Equal("[[1, 0, 0],[0, 1, 0],[0, 1, 0]]", string.Concat(report.GetProperty("confusion").GetRawText().Where(unit => !char.IsWhiteSpace(unit))).Replace(",", ", ").Replace("], [", "],["));
    }

    [Fact]
    public void A_model_is_exported_and_inspected()
    {
        WriteModel();
        string copy = Path.Combine(folder, "copy.onnx");
        (int status, string results, string talk) = Start("export", Model, copy, "--no-compare");
        Assert.Equal((0, ""), (status, results));
        Assert.Contains($"wrote {copy}", talk);
        Assert.Equal(OnnxReader.Read(Model), OnnxReader.Read(copy));
        (status, results, _) = Start("inspect", copy);
        Assert.Equal(0, status);
        Assert.Contains("GlobalAveragePool", results);
        Assert.Contains("3: red, green, blue", results);
        Assert.Equal(2, Start("export", Model, Model).Status);
    }

    /// <summary>The network's logits are the mean red, green and blue in [0, 1].</summary>
    private void WriteModel()
    {
        GraphBuilder builder = new("mean colour");
        string pooled = builder.Add("pool", new GlobalAveragePool(), builder.Input("image", [Shape.Dynamic, 3, 16, 16]));
        OnnxWriter.Write(builder.Build(builder.Add("logits", new Flatten(), pooled)) with { Labels = ["red", "green", "blue"], Preprocessing = new() { Height = 16, Width = 16, Resize = 16, Mean = [0, 0, 0], Deviation = [1, 1, 1] } }, Model);
    }

    /// <summary>A 16×16 bitmap of one colour, written by hand: a header of 54 bytes, then rows of blue, green, red.</summary>
    private string Bitmap(string name, byte blue, byte green, byte red)
    {
        byte[] header = [(byte)'B', (byte)'M', .. BitConverter.GetBytes(54 + 768), 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 16, 0, 0, 0, 16, 0, 0, 0, 1, 0, 24, 0, .. new byte[24]];
        string file = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, [.. header, .. Enumerable.Repeat(new[] { blue, green, red }, 256).SelectMany(pixel => pixel)]);
        return file;
    }

    private (int Status, string Results, string Talk) Start(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "graft.dll"), .. arguments]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // A command that only predicts must not need libtorch; this folder has none.
        start.Environment["GRAFT_LIBTORCH"] = folder;
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(start)!;
        Task<string> talk = process.StandardError.ReadToEndAsync();
        string results = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, results.ReplaceLineEndings("\n"), talk.Result.ReplaceLineEndings("\n"));
    }
}
