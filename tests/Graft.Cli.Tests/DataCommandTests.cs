using System.Diagnostics;
using System.Text.Json;
using Graft.Imaging.Synthetic;
using Graft.Tests;

namespace Graft.Cli.Tests;

/// <summary><c>graft data</c> as a process that never reaches the network.</summary>
public sealed class DataCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-data").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_sound_data_set_is_counted()
    {
        new SyntheticPictures([.. Concept.Source.Take(3)], 4, 2) { Side = 16 }.Write(Path.Combine(folder, "drawn"));
        (int status, string results, _) = Run("data", "check", "drawn");
        Assert.Equal((0, "layout      the Food-101 layout\nclasses     3\ntrain       12\ntest        6\nmissing     0\nunreadable  0\n"), (status, results));
        string lost = Directory.EnumerateFiles(Path.Combine(folder, "drawn", "images"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        File.Delete(lost);
        (status, results, _) = Run("data", "check", "drawn", "--json", "-");
        Assert.Equal(1, status);
        using JsonDocument json = JsonDocument.Parse(results);
        Assert.Equal(Path.GetRelativePath(Path.Combine(folder, "drawn"), lost).Replace('\\', '/'), Assert.Single(json.RootElement.GetProperty("missing").EnumerateArray()).GetString());
        Assert.Equal((false, 12), (json.RootElement.GetProperty("sound").GetBoolean(), json.RootElement.GetProperty("train").GetInt32()));
    }

    [Fact]
    public void A_part_of_Food_101_passes_only_as_a_part()
    {
        string food10 = TestData.Require("food10");
        (int status, string results, string talk) = Run("data", "check", food10);
        Assert.Equal(1, status);
        Assert.Contains("Food-101    not the whole of it\nnote: 91 of 101 classes are missing: ", results);
        Assert.Contains("--part", talk);
        (status, results, _) = Run("data", "check", food10, "--part");
        Assert.Equal(0, status);
        Assert.Contains("Food-101    a part, as asked\n", results);
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
