using System.Diagnostics;
using Graft.Graphs;
using Graft.Imaging.Synthetic;
using Graft.Onnx;
using Graft.Recipes;
using Graft.Runs;

namespace Graft.Cli.Tests;

/// <summary>A real process, killed at random moments and resumed with other loader threads, ends with the weights of one that was never stopped.</summary>
public sealed class KillTests : IDisposable
{
    private const int Kills = 8, DuringWrites = 3;

    private readonly string folder = Directory.CreateTempSubdirectory("graft-kill").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_run_killed_again_and_again_ends_with_the_same_bits()
    {
        string data = Path.Combine(folder, "pictures"), straight = Path.Combine(folder, "straight"), killed = Path.Combine(folder, "killed");
        new SyntheticPictures([.. Concept.Source.Take(4)], TrainPerClass: 20, TestPerClass: 1) { Side = 64, Seed = 2 }.Write(data);
        string[] options = ["train", "--data", data, "--model", "tiny", "--recipe", "scratch", "--epochs", "10", "--batch", "8", "--seed", "5",
            "--set", "run.checkpointEvery=2 steps", "--set", "training.ema.decay=0.9", "--set", "model.headDropout=0.3", "--set", "augmentation.mixup=0.2", "--set", "training.evaluateEvery=7 steps"];
        Assert.Equal(0, Wait(Start([.. options, "--out", straight])));
        long steps = JsonLinesLog.Read(Path.Combine(straight, "log.jsonl")).OfType<StepDone>().Last().Step;

        AddressedRandom random = new(DateTime.Now.Ticks);
        int kills = 0, writes = 0, midEpoch = 0;
        Process process = Start([.. options, "--out", killed]);
        for (int attempt = 0; attempt < 60 && kills < Kills; attempt++)
        {
            bool during = writes < DuringWrites;
            if (!WaitFor(process, killed, during ? null : (int?)random.Next(9)))
            {
                break; // it came to its end before it could be killed often enough
            }
            bool writing = IsWriting(killed);
            process.Kill();
            process.WaitForExit();
            kills++;
            writes += writing ? 1 : 0;
            midEpoch += StepsAt(killed) % (steps / 10) != 0 ? 1 : 0;
            process = Directory.Exists(killed) && File.Exists(Path.Combine(killed, "run.json"))
                ? Start("train", "--resume", killed, "--loader-threads", $"{1 + random.Next(4)}")
                : Start([.. options, "--out", killed]);
        }
        Assert.Equal(0, Wait(process));
        Assert.True(kills >= Kills, $"only {kills} kills before the run ended");
        Assert.True(writes > 0, "no kill fell into the writing of a checkpoint");
        Assert.True(midEpoch > 0, "no kill fell into the middle of an epoch");

        Graph expected = OnnxReader.Read(Path.Combine(straight, "model.onnx")), found = OnnxReader.Read(Path.Combine(killed, "model.onnx"));
        Assert.All(expected.Weights, pair => Assert.True(pair.Value.Bytes.Span.SequenceEqual(found.Weights[pair.Key].Bytes.Span), $"{pair.Key} differs"));
        Assert.Equal(Losses(straight), Losses(killed));
        Assert.Empty(Directory.GetFiles(killed, "*" + AtomicFile.TemporarySuffix, SearchOption.AllDirectories));
    }

    private static List<(long, double)> Losses(string run) => [.. JsonLinesLog.Read(Path.Combine(run, "log.jsonl")).OfType<StepDone>().Select(done => (done.Step, done.Loss))];

    /// <summary>Waits until a checkpoint is being written, or until a few more steps and a random moment have passed; false when the process ended first.</summary>
    private static bool WaitFor(Process process, string run, int? steps)
    {
        long goal = StepsAt(run) + (steps ?? 1);
        Stopwatch clock = Stopwatch.StartNew();
        while (!process.HasExited && clock.Elapsed < TimeSpan.FromSeconds(60))
        {
            if (steps is null ? IsWriting(run) : StepsAt(run) >= goal && Path.Exists(run))
            {
                Thread.Sleep(steps is null ? 0 : Random.Shared.Next(40));
                return !process.HasExited;
            }
            Thread.SpinWait(2000);
        }
        return false;
    }

    private static bool IsWriting(string run)
    {
        try
        {
            return Directory.EnumerateFiles(Path.Combine(run, "checkpoints"), "*" + AtomicFile.TemporarySuffix, new EnumerationOptions { AttributesToSkip = 0 }).Any();
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Steps that the log has so far; it is being written meanwhile.</summary>
    private static long StepsAt(string run)
    {
        try
        {
            return JsonLinesLog.Read(Path.Combine(run, "log.jsonl")).OfType<StepDone>().LastOrDefault()?.Step ?? 0;
        }
        catch (Exception error) when (error is RunException or IOException)
        {
            return 0;
        }
    }

    private static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "graft.dll"), .. arguments]) { RedirectStandardError = false })!;

    private static int Wait(Process process)
    {
        process.WaitForExit();
        return process.ExitCode;
    }
}
