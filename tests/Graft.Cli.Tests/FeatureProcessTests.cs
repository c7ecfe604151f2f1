using System.Diagnostics;
using Graft.Graphs;
using Graft.Imaging.Synthetic;
using Graft.Inference;
using Graft.Models;
using Graft.Onnx;

namespace Graft.Cli.Tests;

/// <summary>Real processes at work on one cache: killed, side by side, and without libtorch.</summary>
public sealed class FeatureProcessTests : IDisposable
{
    private const int Pictures = 60;

    private readonly string folder = Directory.CreateTempSubdirectory("graft-feature-process").FullName;
    private readonly string data;

    public FeatureProcessTests()
    {
        data = Path.Combine(folder, "pictures");
        new SyntheticPictures([.. Concept.Source.Take(3)], TrainPerClass: Pictures / 3, TestPerClass: 1) { Side = 96, Seed = 4 }.Write(data);
        OnnxWriter.Write(Architectures.Find("mobilenet_v2").Build(side: 128), Path.Combine(folder, "network.onnx"));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void An_extraction_killed_again_and_again_is_finished_by_the_next_run_with_the_same_result()
    {
        Assert.Equal(0, Wait(Start("straight", "cache of straight")));
        int kills = 0;
        for (long before = -1; kills < 3 && Rows("cache") is var rows && rows > before; kills++)
        {
            before = rows;
            Process process = Start($"killed {kills}", "cache");
            while (!process.HasExited && Rows("cache") < Math.Min(rows + 8, Pictures - 1))
            {
                Thread.Sleep(2);
            }
            process.Kill();
            process.WaitForExit();
        }
        long kept = Rows("cache");
        Assert.InRange(kept, 1, Pictures);
        Assert.Equal(0, Wait(Start("finished", "cache")));
        Assert.Equal(Pictures, Rows("cache"));
        AssertSame("straight", "finished");
    }

    [Fact]
    public void Two_processes_at_once_compute_each_picture_once()
    {
        Process[] both = [Start("first", "cache"), Start("second", "cache")];
        Assert.All(both, process => Assert.Equal(0, Wait(process)));
        Assert.Equal(Pictures, Rows("cache"));
        AssertSame("first", "second");
    }

    [Fact]
    public void A_linear_run_needs_no_libtorch_and_random_weights_need_no_network()
    {
        Assert.Equal(0, Wait(Start("run", "cache", start =>
        {
            start.Environment["GRAFT_LIBTORCH"] = Path.Combine(folder, "no such folder");
            start.ArgumentList[start.ArgumentList.IndexOf("--model") + 1] = "mobilenet_v2";
            start.ArgumentList.Add("--weights");
            start.ArgumentList.Add("none");
            start.ArgumentList.Add("--offline"); // where published weights would be an error
        })));
    }

    private long Rows(string cache) => new FeatureCache(Path.Combine(folder, cache, "features"), long.MaxValue).List().Sum(entry => entry.Rows);

    private void AssertSame(string one, string other)
    {
        Graph left = OnnxReader.Read(Path.Combine(folder, one, "model.onnx")), right = OnnxReader.Read(Path.Combine(folder, other, "model.onnx"));
        Assert.All(left.Weights, pair => Assert.True(pair.Value.Bytes.Span.SequenceEqual(right.Weights[pair.Key].Bytes.Span), $"{pair.Key} differs"));
    }

    private Process Start(string run, string cache, Action<ProcessStartInfo>? change = null)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "graft.dll"), "train", "--data", data, "--model", Path.Combine(folder, "network.onnx"), "--recipe", "linear",
            "--set", "data.validationFraction=0.2", "--threads", "1", "--out", Path.Combine(folder, run)]);
        start.Environment["GRAFT_CACHE"] = Path.Combine(folder, cache);
        change?.Invoke(start);
        return Process.Start(start)!;
    }

    private static int Wait(Process process)
    {
        process.WaitForExit();
        return process.ExitCode;
    }
}
