using System.Diagnostics;
using System.Text.Json;
using Graft.Imaging.Synthetic;

namespace Graft.Cli.Tests;

/// <summary><c>graft export</c> as a process, and every other command on the files that it writes.</summary>
public sealed class ExportCommandTests : IDisposable
{
    private static readonly string[] Sets = ["train", "test"];

    private readonly string folder = Directory.CreateTempSubdirectory("graft-export").FullName;

    public ExportCommandTests()
    {
        string drawn = Path.Combine(folder, "drawn");
        new SyntheticPictures([.. Concept.Source.Take(3)], 16, 6) { Side = 40 }.Write(drawn);
        foreach (string set in Sets)
        {
            foreach (string id in File.ReadLines(Path.Combine(drawn, "meta", $"{set}.txt")))
            {
                string to = Path.Combine(folder, "data", set, $"{id}.jpg");
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Move(Path.Combine(drawn, "images", $"{id}.jpg"), to);
            }
        }
    }

    private string Photo => Directory.EnumerateFiles(Path.Combine(folder, "data", "test"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Every_form_answers_nearly_as_its_run_in_every_command()
    {
        Done("train", "--data", "data", "--model", "tiny", "--recipe", "scratch", "--batch", "8", "--seed", "1", "--epochs", "4", "--out", "run", "--set", "model.resolution=32", "--no-report");
        Assert.Contains("<!-- Model card of model.onnx, written by Graft;", File.ReadAllText(Path.Combine(folder, "run", "README.md")));
        Dictionary<string, double> model = Probabilities("run");
        foreach ((string file, string[] form, double most) in ((string, string[], double)[])[("whole.onnx", ["--with-preprocessing"], 1e-5), ("half.onnx", ["--fp16"], 0.02), ("bytes.onnx", ["--int8"], 0.15), ("all.onnx", ["--with-preprocessing", "--int8"], 0.15)])
        {
            Done(["export", "run", file, "--json", "parity.json", .. form]);
            using JsonDocument parity = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "parity.json")));
            Assert.Equal(18, parity.RootElement.GetProperty("pictures").GetInt32());
            Assert.InRange(parity.RootElement.GetProperty("agreement").GetDouble(), 0.75, 1);
            Assert.True(File.Exists(Path.Combine(folder, file == "whole.onnx" ? "README.md" : $"{Path.GetFileNameWithoutExtension(file)}.card.md")));

            Dictionary<string, double> probabilities = Probabilities(file);
            Assert.All(model, row => Assert.Equal(row.Value, probabilities[row.Key], most));
            using JsonDocument measured = JsonDocument.Parse(Done("evaluate", file, "--data", "data", "--json", "-"));
            Assert.Equal(18, measured.RootElement.GetProperty("count").GetInt32());
            // What the file gives in evaluation is what the comparison says of it; a file with preprocessing was run whole there.
            double top1 = measured.RootElement.GetProperty("top1").GetDouble();
            Assert.Equal(parity.RootElement.GetProperty("fileTop1").GetDouble(), top1, form.Contains("--with-preprocessing") ? 0.06 : 1e-9);
        }
        Done("explain", "all.onnx", Photo, "--out", "heat.png");
        Assert.True(new FileInfo(Path.Combine(folder, "heat.png")).Length > 100);
        // A model to go on from, whatever its numbers and its ends: the head alone, and all of it.
        Trains("all.onnx", "--recipe", "linear");
        Trains("bytes.onnx", "--recipe", "finetune", "--epochs", "1", "--batch", "8");
    }

    private void Trains(string model, params string[] arguments)
    {
        string run = $"from-{model}";
        (int status, _, string talk) = Run(["train", "--data", "data", "--model", model, "--seed", "1", "--out", run, "--no-report", .. arguments]);
        Assert.True(status == 0, talk);
        Assert.Contains($"{model} computes in 8 bits: training starts from the numbers that its rounded weights stand for", talk);
        Assert.Equal(3, Probabilities(run).Count);
    }

    [Fact]
    public void What_cannot_be_exported_is_said_and_nothing_is_written()
    {
        Done("train", "--data", "data", "--model", "tiny", "--weights", "none", "--recipe", "linear", "--seed", "1", "--out", "run", "--set", "model.resolution=32", "--no-report");
        string model = Path.Combine("run", "model.onnx");
        Refused(1, "--int8 needs training pictures to measure the ranges of values on: no pictures were named with --data. Name some with --data.", "export", model, "x.onnx", "--int8");
        Refused(2, "--fp16 and --int8 are two ways of storing the same weights; choose one.", "export", "run", "x.onnx", "--int8", "--fp16");
        Refused(2, "--picture-size says which pictures a file with --with-preprocessing takes", "export", "run", "x.onnx", "--picture-size", "cropped");
        Refused(2, "ranges are measured on at least one picture", "export", "run", "x.onnx", "--int8", "--calibration", "0");
        // A set without pictures to learn from.
        File.WriteAllLines(Path.Combine(folder, "held.csv"), ["path,label,split", .. Directory.EnumerateFiles(Path.Combine(folder, "data", "test"), "*.jpg", SearchOption.AllDirectories).Select(photo => $"{photo},{Path.GetFileName(Path.GetDirectoryName(photo))},test")]);
        Refused(1, "--int8 needs training pictures to measure the ranges of values on: the data set has none. Name some with --data.", "export", model, "x.onnx", "--int8", "--data", "held.csv");
        // A run whose pictures are gone.
        Directory.Move(Path.Combine(folder, "data"), Path.Combine(folder, "moved"));
        Refused(1, "--int8 needs training pictures to measure the ranges of values on: the run's own pictures cannot be read: ", "export", "run", "x.onnx", "--int8");
        Done("export", "run", "x.onnx", "--int8", "--data", "moved", "--no-compare", "--no-card");
    }

    private void Refused(int status, string reason, params string[] arguments)
    {
        (int ended, string results, string talk) = Run(arguments);
        Assert.Equal((status, ""), (ended, results));
        Assert.Contains(reason, talk);
        Assert.False(File.Exists(Path.Combine(folder, "x.onnx")));
    }

    private Dictionary<string, double> Probabilities(string model)
    {
        using JsonDocument json = JsonDocument.Parse(Done("predict", model, Photo, "--json", "-"));
        return json.RootElement[0].GetProperty("predictions").EnumerateArray().ToDictionary(row => row.GetProperty("label").GetString()!, row => row.GetProperty("probability").GetDouble());
    }

    private string Done(params string[] arguments)
    {
        (int status, string results, string talk) = Run(arguments);
        Assert.True(status == 0, $"{string.Join(' ', arguments)}: {talk}");
        return results;
    }

    private (int Status, string Results, string Talk) Run(string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "graft.dll"), .. arguments]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> talk = process.StandardError.ReadToEndAsync();
        string results = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, results, talk.Result.ReplaceLineEndings("\n"));
    }
}
