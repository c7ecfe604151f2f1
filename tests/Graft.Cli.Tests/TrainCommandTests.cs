using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Graft.Imaging.Synthetic;

namespace Graft.Cli.Tests;

/// <summary><c>graft train</c> as a process: to its end, and stopped by Ctrl-C and gone on with.</summary>
public sealed class TrainCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-train").FullName;

    public TrainCommandTests() => new SyntheticPictures([.. Concept.Source.Take(3)], 12, 4) { Side = 32 }.Write(Path.Combine(folder, "data"));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_run_ends_with_a_model_that_evaluate_and_predict_understand()
    {
        (int status, string results, string talk) = End(Start(Arguments("run", "--epochs", "2")));
        Assert.True(status == 0, talk);
        Assert.Contains($"model             {Path.Combine("run", "model.onnx")}", results);
        Assert.Contains("validation top-1", results);
        Assert.Contains("next: graft evaluate run", talk);
        Assert.Contains($"report            {Path.Combine("run", "report.html")}", results);
        Assert.Contains("test top-1", results);
        Assert.Contains("of 12 test pictures right", File.ReadAllText(Path.Combine(folder, "run", "report.html")));
        // No --data: the run knows its own; and no libtorch, which this folder does not have.
        (status, results, talk) = End(Start(["evaluate", "run", "--json", "-"], libTorch: folder));
        Assert.Equal(0, status);
        Assert.Contains("note: as measured on", talk); // the report did
        using JsonDocument json = JsonDocument.Parse(results);
        Assert.Equal(12, json.RootElement.GetProperty("count").GetInt32());
        // The same model twice: nothing to choose between.
        CopyRun("run", "again");
        (status, results, _) = End(Start(["compare", "run", "again", "--html", "comparison.html"], libTorch: folder));
        Assert.Equal(0, status);
        Assert.Contains("No real difference is seen between again and run: 0.0 points", results.Replace("between run and again", "between again and run", StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(folder, "comparison.html")));
        Assert.Equal(2, End(Start(["compare", "run"], libTorch: folder)).Status);
        (status, _, talk) = End(Start(Arguments("run", "--epochs", "2")));
        Assert.Equal(1, status);
        Assert.Contains("holds a finished run", talk);
        Assert.Contains("is finished, so there is nothing to go on with", End(Start(["train", "--resume", "run"])).Talk);
    }

    /// <summary>What a file holds while another process writes it; nothing in the moment in which that one makes it and holds it alone.</summary>
    private static string SoFar(string path)
    {
        try
        {
            using StreamReader reader = new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            return reader.ReadToEnd();
        }
        catch (IOException)
        {
            return "";
        }
    }

    private void CopyRun(string from, string to)
    {
        Directory.CreateDirectory(Path.Combine(folder, to));
        foreach (string name in new[] { "run.json", "recipe.json", "log.jsonl", "model.onnx" })
        {
            File.Copy(Path.Combine(folder, from, name), Path.Combine(folder, to, name));
        }
    }

    [Fact]
    public void The_mistakes_of_2018_are_made_when_asked_for_and_never_else()
    {
        (int status, _, string talk) = End(Start(Arguments("run", "--recipe", "seed", "--compat", "--set", "compat.testMonitoring=false", "--set", "training.length=2 steps", "--set", "augmentation.margin=2", "--no-report")));
        Assert.True(status == 0, talk);
        Assert.False(File.Exists(Path.Combine(folder, "run", "report.html")));
        Assert.Contains("with the mistakes of 2018: compat.inputScale, compat.inferenceScale, compat.inferenceCrop, ", talk);
        Assert.DoesNotContain("testMonitoring", talk);
        Assert.Equal(0, End(Start(["evaluate", "run", "--compat", "inferenceCrop, inferenceScale"])).Status);
        (status, _, talk) = End(Start(["evaluate", "run", "--compat", "inputScale"]));
        Assert.Equal(2, status);
        Assert.Contains("--compat inputScale: the mistakes in preparing pictures are inferenceScale, inferenceCrop and inferenceResampling", talk);
    }

    [Fact]
    public void Ctrl_C_saves_says_how_to_go_on_and_ends_with_130()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "sends a Unix signal");
        Process process = Start(Arguments("run", "--set", "training.length=300 steps", "--set", "training.evaluateEvery=never"));
        string log = Path.Combine(folder, "run", "log.jsonl");
        while (!process.HasExited && !(File.Exists(log) && SoFar(log).Contains("\"event\":\"step\"", StringComparison.Ordinal)))
        {
            Thread.Sleep(10);
        }
        Assert.Equal(0, Kill(process.Id, 2));
        (int status, string results, string talk) = End(process);
        Assert.Equal((130, ""), (status, results));
        Assert.EndsWith("stopped and saved. Go on with: graft train --resume run\n", talk);
        Assert.Contains("has no model.onnx yet", End(Start(["evaluate", "run"])).Talk);
        (status, results, _) = End(Start(["train", "--resume", "run", "--loader-threads", "1"]));
        Assert.Equal(0, status);
        Assert.Contains("model.onnx", results);
    }

    private static string[] Arguments(string run, params string[] more) =>
        ["train", "--data", "data", "--model", "tiny", .. more.Contains("--recipe") ? [] : (string[])["--recipe", "scratch"], "--batch", "8", "--seed", "1", "--out", run, "--set", "model.resolution=32", .. more];

    private Process Start(string[] arguments, string? libTorch = null)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "graft.dll"), .. arguments]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        if (libTorch is not null)
        {
            start.Environment["GRAFT_LIBTORCH"] = libTorch;
        }
        return Process.Start(start)!;
    }

    private static (int Status, string Results, string Talk) End(Process process)
    {
        using (process)
        {
            Task<string> talk = process.StandardError.ReadToEndAsync();
            string results = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, results.ReplaceLineEndings("\n"), talk.Result.ReplaceLineEndings("\n"));
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
