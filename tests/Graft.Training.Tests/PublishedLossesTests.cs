using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Graft.Inference;
using Graft.Recipes;
using Graft.Runs;
using Graft.Tests;
using Graft.Training.Native;

namespace Graft.Training.Tests;

/// <summary>The pretraining of graft-s, begun again.</summary>
public sealed class PublishedLossesTests : IDisposable
{
    private const int Steps = 200;

    private readonly string folder = Directory.CreateTempSubdirectory("graft-losses-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>
    /// The recipe's first 200 steps give the losses that lie beside it, to the last bit, where processor, threads and libtorch are those of the machine that they were published from; elsewhere libraries add in another order.
    /// <c>GRAFT_APPROVE=1</c> publishes those of this machine.
    /// </summary>
    [Fact]
    public void The_recipe_of_graft_s_gives_its_published_losses_again()
    {
        string samples = Path.Combine(TestData.Repository, "samples", "graft-s"), published = Path.Combine(samples, "losses.txt");
        bool publish = Environment.GetEnvironmentVariable("GRAFT_APPROVE") == "1";
        string[] lines = File.Exists(published) ? File.ReadAllLines(published) : [];
        string machine = $"# {Machine()}";
        Assert.SkipUnless(publish || lines is [var there, ..] && there == machine, $"published from another machine: this one is\n{machine}\nthat one was\n{lines.FirstOrDefault()}");
        Recipe recipe = Recipe.Load(Path.Combine(samples, "recipe.json"));
        using StopAt stop = new(Steps);
        TrainingRequest request = new() { Recipe = recipe, Data = File.ReadAllText(Path.Combine(samples, "data.txt")).Trim(), Out = Path.Combine(folder, "run") };
        Assert.Equal(RunState.Stopped, Trainer.Start(request, [stop], stop.Token).State);
        string[] losses = [.. JsonLinesLog.Read(Path.Combine(folder, "run", "log.jsonl")).OfType<StepDone>().Select(done => $"{done.Step}\t{done.Loss.ToString("R", CultureInfo.InvariantCulture)}")];
        Assert.Equal(Steps, losses.Length);
        if (publish)
        {
            AtomicFile.WriteText(published, string.Join('\n', [machine, .. losses]) + "\n");
            return;
        }
        Assert.Equal(lines[1..], losses);
    }

    /// <summary>What the order of additions hangs on.</summary>
    private static string Machine()
    {
        LibTorchFacts torch = LibTorch.Facts;
        string features = string.Join(' ', new (string Name, bool Has)[] { ("AVX2", Avx2.IsSupported), ("FMA", Fma.IsSupported), ("AVX-512", Avx512F.IsSupported), ("VBMI", Avx512Vbmi.IsSupported) }.Where(each => each.Has).Select(each => each.Name));
        string? model = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() : null;
        return $"{model ?? "unknown processor"}, {RuntimeInformation.ProcessArchitecture}, {features}, {PhysicalCores.Count} cores, {torch.IntraOpThreads} threads, libtorch {torch.Version}";
    }
}
