using System.Diagnostics;
using Graft.Tests;

namespace Graft.Cli.Tests;

/// <summary><c>graft data</c> as a process that never reaches the network.</summary>
public sealed class DataCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-data").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Pulled_again_a_part_of_Food_101_is_not_taken_for_the_whole()
    {
        string food10 = TestData.Require("food10");
        (int status, string results, string talk) = Run("data", "pull", "food101", food10);
        Assert.Equal(1, status);
        Assert.Contains(": 10 classes, 2,000 pictures, not the whole of Food-101\n  91 of 101 classes are missing: ", results);
        Assert.Contains("is there already", talk);
    }

    [Fact]
    public void Offline_it_is_said_which_archive_to_fetch_and_where_to_put_it()
    {
        (int status, string results, string talk) = Run("data", "pull", "food101", "--offline");
        Assert.Equal((1, ""), (status, results));
        string path = Path.Combine(folder, "cache", "data", "food-101.tar.gz");
        Assert.StartsWith("Food-101: food-101.tar.gz, 5.00 GB; pictures of Foodspotting's users, for research only", talk);
        Assert.Contains($"Fetch http://data.vision.ee.ethz.ch/cvl/food-101.tar.gz on a machine that can, and put it at {path}; or name", talk);
        Assert.False(Path.Exists(Path.Combine(folder, "food-101")));
    }

    [Fact]
    public void Another_archive_is_not_unpacked()
    {
        File.WriteAllBytes(Path.Combine(folder, "x.tar.gz"), [0x1F, 0x8B, 8]);
        (int status, _, string talk) = Run("data", "pull", "food101", "here", "--archive", "x.tar.gz");
        Assert.Equal(1, status);
        Assert.Contains("x.tar.gz is not the archive that is published at http://data.vision.ee.ethz.ch/cvl/food-101.tar.gz: it has 3 bytes, but 4,996,278,331 are stated. Fetch it again.", talk);
        Assert.Equal(2, Run("data", "pull", "cifar10").Status);
        Assert.False(Path.Exists(Path.Combine(folder, "here")));
    }

    private (int Status, string Results, string Talk) Run(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "graft.dll"), .. arguments]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["GRAFT_CACHE"] = Path.Combine(folder, "cache");
        start.Environment["GRAFT_OFFLINE"] = "1";
        start.Environment.Remove("GRAFT_MIRROR");
        using Process process = Process.Start(start)!;
        Task<string> talk = process.StandardError.ReadToEndAsync();
        string results = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, results.ReplaceLineEndings("\n"), talk.Result.ReplaceLineEndings("\n"));
    }
}
