using System.Xml;
using System.Xml.Linq;
using Graft.Graphs;
using Graft.Imaging;
using Graft.Inference.Reports;
using Graft.Onnx;
using Graft.Recipes;
using Graft.Runs;
using SkiaSharp;

namespace Graft.Inference.Tests;

/// <summary>The report of a run whose every figure can be worked out by hand.</summary>
public sealed class RunReportTests : IDisposable
{
    private const string Hostile = "<script>alert('x')</script>&\"";

    private readonly string folder = Directory.CreateTempSubdirectory("graft-report").FullName;

    private string Run => Path.Combine(folder, "run");

    private string Data => Path.Combine(folder, "data");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_page_says_how_good_the_model_is_and_shows_where_it_fails()
    {
        Make(["blue", "green", "red"]);
        ReportResult result = RunReport.Write(Run);
        XElement root = Parse(File.ReadAllText(result.File));
        string text = root.Value;
        Assert.Equal((Path.Combine(Run, "report.html"), 6 / 7.0, Split.Test, null), (result.File, result.Measured!.Top1.Value, result.Split, result.Missing));
        Assert.Contains("names 6 of 7 test pictures right", text);
        Assert.Contains("85.7 %", text);
        Assert.Contains("red taken for blue: 1 of 3 pictures; the other way round 0 of 2.", text);
        // The one mistake is shown with its probability: e / (e + 2) of blue.
        Assert.Contains($"taken for blue, {100 * Math.E / (Math.E + 2):0.0} %", text);
        // What was right, what was wrong, and for comparison what was recognised: each with a picture of its own.
        Assert.All(root.Descendants("img"), picture => Assert.StartsWith("data:image/", picture.Attribute("src")!.Value));
        Assert.True(root.Descendants("img").Count() >= 4, "pictures of the mistake, of the pair, and where the network looked");
        Assert.Equal(["2", "2", "2"], Matrix(root).Where(cell => cell.Row == cell.Column).Select(cell => cell.Count));
        Assert.Equal([("red", "blue", "1")], Matrix(root).Where(cell => cell.Row != cell.Column));
        Assert.Contains("temperature of 2.000", text);
        Assert.Contains("epoch", text);
        Assert.Contains("training.rate", text); // the option that differs from the named recipe
    }

    [Fact]
    public void Hostile_names_stay_text_and_nothing_leads_out_of_the_page()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "file names may not hold these characters");
        Make(["blue", Hostile.Replace("/", "∕", StringComparison.Ordinal), "red"]);
        string page = File.ReadAllText(RunReport.Write(Run).File);
        XElement root = Parse(page);
        Assert.Single(root.Descendants("script"));
        Assert.Empty(root.Descendants().Attributes("href"));
        Assert.DoesNotContain("://", page.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains(Hostile.Replace("/", "∕", StringComparison.Ordinal), root.Value);
    }

    [Fact]
    public void Without_its_pictures_a_run_is_reported_all_the_same()
    {
        Make(["blue", "green", "red"]);
        Directory.Move(Data, Data + "-gone");
        ReportResult result = RunReport.Write(Run, new() { Out = Path.Combine(folder, "elsewhere.html") });
        Assert.Null(result.Measured);
        Assert.StartsWith("The pictures were not measured: ", result.Missing);
        Assert.Contains("How training went", Parse(File.ReadAllText(result.File)).Value);
        // The pictures at their new place.
        Assert.Equal(6 / 7.0, RunReport.Write(Run, new() { Data = Data + "-gone" }).Measured!.Top1.Value);
    }

    [Fact]
    public void Time_that_is_up_leaves_the_pictures_out_and_says_so()
    {
        Make(["blue", "green", "red"]);
        ReportResult result = RunReport.Write(Run, new() { Within = TimeSpan.Zero });
        Assert.Contains("there was time for 0 s", result.Missing);
        Assert.False(File.Exists(KeptOutcomes.PathOf(Run, Split.Test)));
        Assert.NotNull(RunReport.Write(Run, new() { Within = TimeSpan.FromMinutes(10) }).Measured);
        // Kept by now: it takes no time to say it again.
        Assert.NotNull(RunReport.Write(Run, new() { Within = TimeSpan.Zero }).Measured);
    }

    [Fact]
    public void A_run_without_a_model_yet_is_reported_from_its_log()
    {
        Make(["blue", "green", "red"]);
        File.Delete(Path.Combine(Run, "model.onnx"));
        Assert.Equal("The run has no model yet, so no picture was measured.", RunReport.Write(Run).Missing);
    }

    /// <summary>A row of squares: empty ones are not written out, so cells are counted with their places.</summary>
    private static IEnumerable<(string Row, string Column, string Count)> Matrix(XElement root)
    {
        XElement table = root.Descendants("table").Single(each => ((string?)each.Attribute("class"))?.StartsWith("matrix", StringComparison.Ordinal) == true);
        string[] columns = [.. table.Element("thead")!.Descendants("th").Select(heading => heading.Value)];
        return table.Element("tbody")!.Elements("tr").SelectMany(row => row.Elements("td").Select((cell, column) => (Row: row.Element("th")!.Value, Column: columns[column], Count: cell.Value))).Where(cell => cell.Count.Length > 0);
    }

    private void Make(string[] classes)
    {
        SKColor[] colours = [SKColors.Blue, SKColors.Lime, SKColors.Red];
        foreach ((string name, SKColor colour) in classes.Zip(colours))
        {
            for (int i = 0; i < 2; i++)
            {
                ColouredPictures.Write(Path.Combine(Data, "test", name, $"{i}.png"), colour);
            }
            ColouredPictures.Write(Path.Combine(Data, "train", name, "0.png"), colour);
        }
        ColouredPictures.Write(Path.Combine(Data, "test", classes[2], "odd.png"), SKColors.Blue);
        Recipe recipe = Recipe.Named("finetune").With("training.rate", "0.5");
        using RunDirectory run = RunDirectory.Create(Run, recipe, new() { Data = Data, Command = "graft train" });
        Graph graph = ColouredPictures.Network(classes[2], classes[1], classes[0]);
        OnnxWriter.Write(graph with { Provenance = graph.Provenance.SetItem(ModelTrust.TemperatureKey, "2") }, run.ModelPath);
        using (JsonLinesLog log = JsonLinesLog.Create(run.LogPath))
        {
            log.On(new RunStarted(0, "mean colour", 3, 3, 0, 1, 2));
            log.On(new StepDone(1, 1, 1.5, 0.1, 10, 0.5));
            log.On(new Evaluated(1, 1, 0.5, 1, 1.2, 0.2, 0.8, 7, true));
            log.On(new StepDone(2, 2, 1.1, 0.05, 12, 1));
            log.On(new RunEnded(2, RunState.Finished, 3, 0.5));
        }
        run.Update(run.Info with { State = RunState.Finished, Step = 2 });
    }

    private static XElement Parse(string page)
    {
        using XmlReader reader = XmlReader.Create(new StringReader(page), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        XElement root = XDocument.Load(reader).Root!;
        foreach (XElement element in root.Descendants())
        {
            element.Name = element.Name.LocalName; // charts have a namespace of their own
        }
        return root;
    }
}
