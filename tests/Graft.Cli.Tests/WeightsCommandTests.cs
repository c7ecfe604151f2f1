using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Graft.Models;
using Graft.Tests;

namespace Graft.Cli.Tests;

/// <summary><c>graft weights</c>, and what <c>graft train</c> does about weights, as processes that never reach the network.</summary>
public sealed class WeightsCommandTests : IDisposable
{
    /// <summary>A file of which its publisher states nothing, so that any bytes will do.</summary>
    private static readonly PretrainedWeights Unhashed = PublishedWeights.All.First(weights => weights is { Sha256: null, Md5: null, Size: null, Licence: null });

    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7919 >> 5))];

    private readonly string folder = Directory.CreateTempSubdirectory("graft-weights").FullName;

    private string Cache => Path.Combine(folder, "cache", "weights");

    private string Resnet => Path.Combine(Cache, "resnet50-0676ba61.pth");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_list_says_what_is_published_and_what_is_here()
    {
        Directory.CreateDirectory(Cache);
        File.WriteAllText(Resnet, "put here by hand");
        (int status, string results, string talk) = End(Start(["weights", "list", "resnet50"]));
        Assert.Equal(0, status);
        string[] lines = results.Split('\n');
        Assert.Matches(@"^id +publisher +size +licence +top-1 +here$", lines[0]);
        Assert.Matches(@"^resnet50.IMAGENET1K_V1 +torchvision .* 76\.1 % +✓$", Assert.Single(lines, line => line.StartsWith("resnet50.IMAGENET1K_V1", StringComparison.Ordinal)));
        Assert.Matches(@"^resnet50.IMAGENET1K_V2 +torchvision .* 80\.9 %$", Assert.Single(lines, line => line.StartsWith("resnet50.IMAGENET1K_V2", StringComparison.Ordinal)));
        Assert.EndsWith($" of 1 architectures, 1 of them in {Cache}\n", talk);

        using JsonDocument json = JsonDocument.Parse(End(Start(["weights", "list", "--cached", "--json", "-"])).Results);
        JsonElement only = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal(("resnet50.IMAGENET1K_V1", "https://download.pytorch.org/models/resnet50-0676ba61.pth", Resnet),
            (only.GetProperty("id").GetString(), only.GetProperty("address").GetString(), only.GetProperty("path").GetString()));
        Assert.False(only.TryGetProperty("licence", out _));
    }

    [Fact]
    public void Every_published_file_is_listed()
    {
        using JsonDocument json = JsonDocument.Parse(End(Start(["weights", "list", "--json", "-"])).Results);
        Assert.Equal(PublishedWeights.All.Select(weights => weights.Id), json.RootElement.EnumerateArray().Select(row => row.GetProperty("id").GetString()!));
    }

    [Fact]
    public void Files_are_verified_by_name_and_by_hash()
    {
        Directory.CreateDirectory(Cache);
        File.WriteAllText(Resnet, "not what was published");
        (int status, string results, string talk) = End(Start(["weights", "verify"]));
        Assert.Equal((1, "1 of 1 not as published\n"), (status, talk));
        Assert.Matches($@"^✗  {Resnet}  has (the SHA-256 [0-9a-f]{{8}}…, but 0676ba61 is|22 bytes, but [0-9,]+ are) stated\n$", results);
        (status, results, _) = End(Start(["weights", "verify", "vgg16", Path.GetFileName(Resnet)]));
        Assert.Equal(1, status);
        Assert.Matches("✗  .*vgg16-397923af.pth +is not there\n✗  .*resnet50-0676ba61.pth +has ", results);
        string unknown = Path.Combine(folder, "mine.pth");
        File.WriteAllText(unknown, "mine");
        Assert.Contains("is no file that is published with its SHA-256; this one is ", End(Start(["weights", "verify", unknown])).Results);
        File.Delete(Resnet);
        Assert.Equal((0, "", $"no published weight file is in {Cache}\n"), End(Start(["weights", "verify"])));
    }

    [Fact]
    public void A_damaged_mirror_is_told_and_nothing_is_kept()
    {
        using LoopbackServer mirror = new(_ => new(200, [1, 2, 3]));
        (int status, string results, string talk) = End(Start(["weights", "pull", "resnet50"], mirror: mirror.At("").AbsoluteUri));
        Assert.Equal((1, ""), (status, results));
        Assert.StartsWith("resnet50.IMAGENET1K_V1: resnet50-0676ba61.pth, ", talk);
        Assert.Contains(", no licence stated for the weights\n", talk);
        Assert.Contains("graft: resnet50-0676ba61.pth could not be fetched. ", talk);
        Assert.Equal("resnet50-0676ba61.pth", Assert.Single(mirror.Requests).Path);
        Assert.Empty(Directory.GetFileSystemEntries(Cache));
    }

    [Fact]
    public void Offline_it_is_said_which_file_to_fetch_and_where_to_put_it()
    {
        string said = $"graft: resnet50-0676ba61.pth is not at {Resnet}, and the network is not used (GRAFT_OFFLINE, --offline).\n"
            + $"Fetch https://download.pytorch.org/models/resnet50-0676ba61.pth on a machine that can, and put it at {Resnet}; or name a folder or a server that has resnet50-0676ba61.pth in GRAFT_MIRROR.";
        (int status, _, string talk) = End(Start(["weights", "pull", "--offline", "resnet50"]));
        Assert.Equal(1, status);
        Assert.EndsWith($"{said}\n", talk);
        (status, _, talk) = End(Start(["train", "--data", folder, "--model", "resnet50", "--offline"]));
        Assert.Equal(1, status);
        Assert.StartsWith("no weights are given; taking resnet50.IMAGENET1K_V1: resnet50-0676ba61.pth, ", talk);
        Assert.EndsWith($"{said}\nOr begin with random weights, which need far more pictures and time: --recipe scratch, or --weights none.\nOr take the small network that comes with Graft, weights and all: --model graft-s.\n", talk);
        Assert.False(Directory.Exists(Path.Combine(folder, "runs")));
    }

    [Fact]
    public void Without_a_model_and_a_network_it_is_said_that_graft_s_is_taken_and_what_others_would_bring()
    {
        (int status, _, string talk) = End(Start(["train", "--data", folder]));
        Assert.Equal(1, status); // the folder holds no picture
        Assert.StartsWith("no --model is given; taking mobilenet_v2, whose weights are mobilenet_v2-b0353104.pth, no licence stated for the weights\nits weights cannot be had: ", talk);
        Assert.Contains("\nTaking graft-s instead, the small network that comes with Graft, which Graft pretrained on pictures made by formula.\nWeights of ImageNet would bring more.", talk);
        Assert.Contains("\ngraft-s begins with the weights that come with Graft (graft-s.FORMULA_V1, licence Apache-2.0)\n", talk);
    }

    [Fact]
    public void The_network_that_comes_with_Graft_is_listed_inspected_and_exported()
    {
        Assert.Matches("graft-s.FORMULA_V1 +Graft +2\\.[0-9]+ MB +Apache-2.0 +✓", End(Start(["weights", "list", "graft-s"])).Results);
        Assert.Contains("stage4.conv2", End(Start(["inspect", "graft-s"])).Results);
        Assert.Contains("comes with Graft", End(Start(["models", "graft-s"])).Results);
        (int status, string path, _) = End(Start(["weights", "pull", "graft-s"]));
        Assert.Equal((0, Cache), (status, Path.GetDirectoryName(path.Trim())));
        (status, _, string talk) = End(Start(["export", path.Trim(), "again.onnx", "--fp16", "--backbone"]));
        Assert.True(status == 0, talk);
        Assert.Equal(new FileInfo(path.Trim()).Length, new FileInfo(Path.Combine(folder, "again.onnx")).Length);
    }

    [Fact]
    public void A_word_that_means_no_weights_is_answered_with_those_there_are()
    {
        Assert.Contains("there are no published weights 'resnet51'. Did you mean resnet50", End(Start(["weights", "pull", "resnet51"])).Talk);
        Assert.Contains("Did you mean resnet50.IMAGENET1K_V1 or resnet50.IMAGENET1K_V2", End(Start(["weights", "path", "resnet50.V3"])).Talk);
        (int status, _, string talk) = End(Start(["train", "--data", folder, "--model", "resnet50", "--weights", "resnet50.V3"]));
        Assert.Equal(2, status);
        Assert.Contains("--weights resnet50.V3: there is no such file, and nothing is published under that name for 'resnet50', but resnet50.IMAGENET1K_V1, resnet50.IMAGENET1K_V2", talk);
        (status, _, talk) = End(Start(["train", "--data", folder, "--model", "resnet50", "--weights", "vgg16.IMAGENET1K_V1"]));
        Assert.Equal(2, status);
        Assert.Contains("these are weights of 'vgg16', but the network is 'resnet50'", talk);
        Assert.Contains("there is no command 'weights lst'; did you mean 'list'?", End(Start(["weights", "lst"])).Talk);
    }

    [Fact]
    public void A_file_is_pulled_listed_verified_and_found()
    {
        using LoopbackServer mirror = new(asked => LoopbackServer.Serve(asked, Bytes));
        (int status, string results, string talk) = End(Start(["weights", "pull", Unhashed.Id], mirror.At("").AbsoluteUri));
        string path = Path.Combine(Cache, Unhashed.FileName);
        Assert.True(status == 0, talk);
        Assert.Equal($"{path}\n", results);
        Assert.Equal($"{Unhashed.Id}: {Unhashed.FileName}, no licence stated for the weights\n  note: its publisher gives it without protection and states no hash, so damage would be found, but not a forgery\n  from {mirror.At(Unhashed.FileName)}, 300 kB\n  done\n", talk);
        Assert.Equal(Bytes, File.ReadAllBytes(path));
        // All that follows does without the mirror.
        Assert.Equal((0, $"{path}\n"), (End(Start(["weights", "path", Unhashed.Id])) is var found ? (found.Status, found.Results) : default));
        Assert.EndsWith("  was here already, and is what was published\n", End(Start(["weights", "pull", Unhashed.Id])).Talk);
        Assert.EndsWith("✓\n", End(Start(["weights", "list", "--cached"])).Results);
        Assert.Equal($"✓  {path}  {Unhashed.Id}: neither size nor hash is stated; its SHA-256 is {Convert.ToHexStringLower(SHA256.HashData(Bytes))}\n", End(Start(["weights", "verify"])).Results);
        Assert.Single(mirror.Requests);
    }

    [Fact]
    public void Of_two_processes_that_want_a_file_one_fetches_it()
    {
        using ManualResetEventSlim asked = new(), answer = new();
        using LoopbackServer mirror = new(request =>
        {
            asked.Set();
            answer.Wait();
            return LoopbackServer.Serve(request, Bytes);
        });
        Process first = Start(["weights", "pull", Unhashed.Id], mirror.At("").AbsoluteUri);
        asked.Wait();
        Process second = Start(["weights", "pull", Unhashed.Id], mirror.At("").AbsoluteUri);
        string? line;
        do
        {
            line = second.StandardError.ReadLine();
        }
        while (line is not null && !line.Contains("another process is fetching it", StringComparison.Ordinal));
        answer.Set();
        Assert.NotNull(line);
        string path = Path.Combine(Cache, Unhashed.FileName);
        Assert.Equal((0, $"{path}\n"), (End(first) is var one ? (one.Status, one.Results) : default));
        Assert.Equal((0, $"{path}\n"), (End(second) is var other ? (other.Status, other.Results) : default));
        Assert.Single(mirror.Requests);
        Assert.Equal([path], Directory.GetFileSystemEntries(Cache));
    }

    [Fact]
    public void Ctrl_C_keeps_what_has_come_and_the_next_pull_goes_on()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "sends a Unix signal");
        using LoopbackServer mirror = new(request => LoopbackServer.Serve(request, Bytes) with
        {
            CutAfter = request.From is null ? 200_000 : null,
            // Silent until the other side closes.
            Then = request.From is null ? client => client.GetStream().ReadAsync(new byte[1]).AsTask() : null,
        });
        Process pull = Start(["weights", "pull", Unhashed.Id], mirror.At("").AbsoluteUri);
        string partial = Path.Combine(Cache, Unhashed.FileName + ".partial");
        while (!File.Exists(partial) || new FileInfo(partial).Length < 200_000)
        {
            Thread.Sleep(10);
        }
        Assert.Equal(0, Kill(pull.Id, 2));
        (int status, string results, string talk) = End(pull);
        Assert.Equal((130, ""), (status, results));
        Assert.EndsWith("\nstopping; what has come is kept, and the same command goes on from there (once more to end at once)\n", talk);
        (status, _, talk) = End(Start(["weights", "pull", Unhashed.Id], mirror.At("").AbsoluteUri));
        Assert.Equal(0, status);
        Assert.Contains(", going on after 200 kB\n", talk);
        Assert.Equal(Bytes, File.ReadAllBytes(Path.Combine(Cache, Unhashed.FileName)));
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);

    private Process Start(string[] arguments, string? mirror = null)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "graft.dll"), .. arguments]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["GRAFT_CACHE"] = Path.Combine(folder, "cache");
        start.Environment["GRAFT_MIRROR"] = mirror;
        // A mirror on loopback is a network too; the publisher behind it is made unreachable by a proxy that nobody runs.
        start.Environment["GRAFT_OFFLINE"] = mirror is null ? "1" : "0";
        start.Environment["https_proxy"] = "http://127.0.0.1:9";
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
}
