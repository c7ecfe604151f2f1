using System.Diagnostics;
using System.Text.Json;
using Graft.Imaging.Synthetic;

namespace Graft.Cli.Tests;

/// <summary><c>graft learn-curve</c> as a process.</summary>
public sealed class LearnCurveCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-learn-curve").FullName;

    public LearnCurveCommandTests() => new SyntheticPictures([.. Concept.Source.Take(3)], 9, 6) { Side = 40 }.Write(Path.Combine(folder, "drawn"));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Curves_come_as_text_JSON_plot_and_page()
    {
        (int status, string results, string talk) = Run("--model", "tiny", "--weights", "none", "--shots", "1,2,4,5,900", "--draws", "2", "--set", "model.resolution=32", "--plot", "c.svg", "--html", "c.html", "--json", "c.json");
        Assert.True(status == 0, talk);
        Assert.Matches("note: no class has more than [6-9] training pictures; 900 of each means all of them", talk);
        Assert.StartsWith("3 classes, measured on 18 test pictures, in ", results);
        Assert.Matches(@"(?m)^ +2 +6 +\d+\.\d % \(\d+\.\d–\d+\.\d\) +2 +\d+\.\d–\d+\.\d %$", results);
        Assert.Contains("labelled pictures of each class", results);
        Assert.Contains("• tiny: twice as many pictures", results);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "c.json")));
        JsonElement model = Assert.Single(json.RootElement.GetProperty("models").EnumerateArray());
        Assert.Equal(["1", "2", "4", "5", "all"], model.GetProperty("points").EnumerateArray().Select(point => point.GetProperty("shots").GetString()));
        Assert.All(model.GetProperty("points").EnumerateArray(), point => Assert.Equal(point.GetProperty("draws").EnumerateArray().Average(draw => draw.GetDouble()), point.GetProperty("top1").GetDouble(), 1e-9));
        Assert.InRange(model.GetProperty("doubling").GetDouble(), model.GetProperty("doublingLow").GetDouble(), model.GetProperty("doublingHigh").GetDouble());
        Assert.Contains("</svg>", File.ReadAllText(Path.Combine(folder, "c.svg")));
        Assert.Contains("<h1>More pictures, or another network?</h1>", File.ReadAllText(Path.Combine(folder, "c.html")));
    }

    [Fact]
    public void Weights_belong_to_the_model_before_them_and_wrong_words_end_with_2()
    {
        Assert.Equal((2, "graft: --weights x.pth stands before any --model: each belongs to the model named before it.\n"), Misused("--weights", "x.pth", "--model", "tiny"));
        Assert.Equal((2, "graft: --weights b stands second after --model tiny: each belongs to the model named before it.\n"), Misused("--model", "tiny", "--weights", "a", "--weights", "b"));
        Assert.Equal((2, "graft: --model is needed: a name that 'graft models' lists, an ONNX file, or the folder of a run.\n"), Misused());
        Assert.Equal((2, "graft: the same network is named twice; name it once, or with other --weights.\n"), Misused("--model", "tiny,tiny"));
        Assert.Equal((2, "graft: --scratch goes with a network by name that has pretrained weights: a file's or a run's own weights cannot be drawn anew.\n"), Misused("--model", "tiny", "--weights", "none", "--scratch"));
        Assert.Equal((2, "graft: --split train: measure on test or val; the training pictures are what is learned from.\n"), Misused("--model", "tiny", "--split", "train"));
        Assert.Equal((2, "graft: --draws 0: it is a number from 1 to 1000.\n"), Misused("--model", "tiny", "--draws", "0"));
        foreach (string wrong in new[] { "0", "-5", "five", "1,,2", "1.5", "99999999999" })
        {
            (int status, string talk) = Misused("--model", "tiny", "--shots", wrong);
            Assert.Equal(2, status);
            Assert.Contains("is no number of pictures. Write whole numbers from 1 on, and all, with commas between: 1,2,5,10,20,50,all.", talk);
        }
    }

    private (int Status, string Talk) Misused(params string[] arguments)
    {
        (int status, string results, string talk) = Run(arguments);
        Assert.Equal("", results);
        return (status, talk);
    }

    private (int Status, string Results, string Talk) Run(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "graft.dll"), "learn-curve", "--data", "drawn", .. arguments]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // It fits heads only, and must not need libtorch; this folder has none.
        start.Environment["GRAFT_LIBTORCH"] = folder;
        using Process process = Process.Start(start)!;
        Task<string> talk = process.StandardError.ReadToEndAsync();
        string results = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, results.ReplaceLineEndings("\n"), talk.Result.ReplaceLineEndings("\n"));
    }
}
