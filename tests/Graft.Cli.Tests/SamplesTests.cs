using System.Diagnostics;
using Graft.Imaging.Synthetic;
using Graft.Tests;

namespace Graft.Cli.Tests;

/// <summary>The programs that the README shows: that it shows them as they are, and that they work.</summary>
public sealed class SamplesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-samples").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("samples/UseModel/Program.cs")]
    [InlineData("samples/TrainModel/Program.cs")]
    public void The_README_shows_the_sample_as_it_is(string path)
    {
        string readme = File.ReadAllText(Path.Combine(TestData.Repository, "README.md")).ReplaceLineEndings("\n"), sample = File.ReadAllText(Path.Combine(TestData.Repository, path)).ReplaceLineEndings("\n");
        Assert.Contains($"<!-- sample: {path} -->\n```csharp\n{sample}```\n", readme);
    }

    [Fact]
    public void A_model_is_trained_used_and_measured_from_CSharp()
    {
        string data = Path.Combine(folder, "data"), run = Path.Combine(folder, "run");
        SyntheticPictures set = new([.. Concept.Target.Take(3)], 10, 4) { Side = 32 };
        set.Write(data);
        string trained = Run("TrainModel", data, "tiny", run, "model.resolution=32", "training.length=1 epochs", "training.batch=8");
        Assert.StartsWith($"{run}/model.onnx: top-1 ", trained);
        string photo = Directory.EnumerateFiles(Path.Combine(data, "images", set.Classes[1].Name)).First();
        string[] used = Run("UseModel", Path.Combine(run, "model.onnx"), photo, data).Split('\n');
        Assert.Equal(set.Classes.Select(concept => concept.Name).Order(), used[..3].Select(line => line[7..]).Order());
        Assert.Matches(@"^top-1 \d+\.\d % \(\d+\.\d–\d+\.\d\), macro F1 0\.\d{3}, 12 pictures$", used[3]);
    }

    private static string Run(string sample, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, $"{sample}.dll"), .. arguments]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.ReplaceLineEndings("\n");
    }
}
