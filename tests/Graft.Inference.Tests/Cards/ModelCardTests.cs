using Graft.Graphs;
using Graft.Inference.Cards;
using Graft.Inference.Exporting;
using Graft.Onnx;
using Graft.Runs;

namespace Graft.Inference.Tests.Cards;

public sealed class ModelCardTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-card").FullName;

    private string Model => Path.Combine(folder, "colours.onnx");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void It_stands_beside_the_model_and_never_in_the_place_of_another_readme()
    {
        Graph graph = Write(Model);
        string readme = Path.Combine(folder, "README.md");
        Assert.Equal(readme, ModelCard.Write(new() { File = Model, Graph = graph }));
        Assert.Equal(readme, ModelCard.Write(new() { File = Model, Graph = graph })); // its own, again
        Assert.Equal(Path.Combine(folder, "other.card.md"), ModelCard.Write(new() { File = Path.Combine(folder, "other.onnx"), Graph = graph }));
        File.WriteAllText(readme, "# Mine\n");
        Assert.Equal(Path.Combine(folder, "colours.card.md"), ModelCard.Write(new() { File = Model, Graph = graph }));
        Assert.Equal("# Mine\n", File.ReadAllText(readme));
        Assert.False(CardFile.IsOurs(readme));
        Assert.True(CardFile.IsOurs(Path.Combine(folder, "colours.card.md")));
    }

    [Fact]
    public void It_says_what_is_measured_and_what_is_not_known()
    {
        Graph graph = Write(Model);
        string bare = ModelCard.Text(new() { File = Model, Graph = graph });
        Assert.StartsWith("---\nlibrary_name: onnx\npipeline_tag: image-classification\n", bare);
        Assert.Contains("Not measured", bare);
        Assert.Contains("how it was trained is not told here", bare);
        Assert.DoesNotContain("license:", bare);
        PictureOutcomes outcomes = MadeOutcomes.Of(["red", "green|<b>", "blue"], ("1", 0, 0, 2), ("2", 0, 0, 2), ("3", 1, 1, 2), ("4", 1, 0, 2), ("5", 2, 2, 2), ("6", 2, 2, 2));
        string full = ModelCard.Text(new() { File = Model, Graph = graph, Measured = outcomes, Numbers = "int8", Pictures = PictureInput.AnySize });
        Assert.Contains("value: 0.8333\n", full);
        Assert.Contains("| top-1 | 83.3 % (43.6–97.0) |", full); // Wilson's interval of 5 in 6
        Assert.Contains("| green\\|&lt;b&gt; | 2 | 50.0 %", full);
        Assert.Contains("- int8\n", full);
        Assert.Contains("np.asarray(picture)[None]", full);
    }

    [Fact]
    public void A_comparison_without_pictures_measures_size_and_speed_and_says_why_no_more()
    {
        Write(Model);
        string half = Path.Combine(folder, "half.onnx");
        OnnxWriter.Write(OnnxReader.Read(Model), half, new OnnxForm { Pictures = PictureInput.Cropped });
        ParityReport report = new ParityCheck(Model, half, PictureInput.Cropped).Measure(null, Imaging.Split.Test, "no pictures were named with --data.");
        Assert.Equal((new FileInfo(Model).Length, new FileInfo(half).Length), report.Bytes);
        Assert.Equal([1, 16], report.Speeds.Select(speed => speed.Batch));
        Assert.Null(report.Outcomes);
        Assert.Contains("Accuracy was not compared: no pictures were named with --data", ModelCard.Text(new() { File = half, Graph = OnnxReader.Read(half), Parity = report }));
    }

    private static Graph Write(string file)
    {
        Graph graph = ColouredPictures.Network("red", "green|<b>", "blue");
        OnnxWriter.Write(graph, file);
        return graph;
    }
}
