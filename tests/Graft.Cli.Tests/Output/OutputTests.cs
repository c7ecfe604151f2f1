using System.Text.Json;
using Graft.Cli.Output;
using Graft.Inference;
using Graft.Training.Profiling;

namespace Graft.Cli.Tests;

public class OutputTests
{
    [Theory]
    [InlineData(0.8444, "84.4 %")]
    [InlineData(1, "100.0 %")]
    public void Fractions_are_percents(double fraction, string text) => Assert.Equal(text, Amounts.Percent(fraction));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(9_999, "9999")]
    [InlineData(12_345, "12.3 k")]
    [InlineData(3_504_872, "3.50 M")]
    [InlineData(999_960_000, "1000 M")]
    [InlineData(19_632_112_640, "19.6 G")]
    public void Counts_have_three_figures(long count, string text) => Assert.Equal(text, Amounts.Count(count));

    [Theory]
    [InlineData(4.25, "4.3 s")]
    [InlineData(48.3, "48 s")]
    [InlineData(185, "3 min 05 s")]
    [InlineData(7_650, "2 h 07 min")]
    [InlineData(180_000, "50 h 00 min")]
    public void Durations_are_as_exact_as_they_need_be(double seconds, string text) => Assert.Equal(text, Amounts.Duration(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Columns_are_aligned_and_numbers_stand_to_the_right()
    {
        using StringWriter text = new() { NewLine = "\n" };
        new TextTable("name", ">size").Add("a", "1").Add("longer", "12345").Write(text);
        Assert.Equal("name     size\n──────  ─────\na           1\nlonger  12345\n", text.ToString());
        Assert.Throws<ArgumentException>(() => new TextTable("a", "b").Add("one"));
    }

    [Fact]
    public void A_report_names_the_worst_classes_first_and_shows_what_is_taken_for_what()
    {
        ClassificationTally tally = new(["rose", "tulip", "daisy"]);
        tally.Add([3, 1, 0, 2, 1, 0, 0, 2, 1, 0, 1, 2], [0, 1, 1, 2]);
        using StringWriter text = new() { NewLine = "\n" };
        ReportText.Write(tally.Report(), new(0.0312, 0.05, 0.0274), text);
        string[] lines = text.ToString().Split('\n');
        Assert.Equal("top-1        75.0 % (30.1–95.4)", lines[1]);
        Assert.Equal("calibration  off by 0.031, of which chance explains 0.027; 0.050 without its temperature", lines[5]);
        Assert.StartsWith("tulip", lines[10]);
        Assert.Equal("2  tulip              1  1  ·", lines[^3]);
    }

    /// <summary>A convolution of 2 GFLOP forward in 10 ms and 4 GFLOP backward in 40 ms, and a pooling; the machine's product runs at 100 GFLOP/s.</summary>
    private static readonly StepProfile Profile = new("net", Batch: 8, Height: 32, Width: 48,
    [
        new("conv", "Conv + Relu", [8, 16, 32, 48], 0.010, 0.040, 2_000_000_000, 4_000_000_000, 786_432, 1_024),
        new("pool", "MaxPool", [8, 16, 16, 24], 0.005, 0.015, 0, 0, 196_608, 0),
    ], Step: 0.100, Data: 0.001, Loss: 0.004, Optimizer: 0.025, MatrixRate: 100e9, Threads: 2, PeakMemory: 3_000_000_000);

    [Fact]
    public void A_profile_sets_each_node_beside_the_matrix_product()
    {
        using StringWriter text = new() { NewLine = "\n" };
        ProfileText.Write(Profile, null, text);
        string[] lines = text.ToString().Split('\n');
        // 6 GFLOP in 50 ms are 120 GFLOP/s; the stages sum to 100 ms.
        Assert.Equal("conv  Conv + Relu  8×16×32×48  10.0 ms   40.0 ms  50.0 %          200  100       120 %       786 kB   1024 B", lines[2]);
        Assert.Equal("optimizer    25.0 ms   25.0 %", lines[^11]);
        Assert.Equal("whole step  100.0 ms                60        60 %", lines[^9]);
        Assert.Contains("speed           80.0 pictures a second", text.ToString());
        text.GetStringBuilder().Clear();
        ProfileText.Write(Profile, 1, text);
        Assert.DoesNotContain("MaxPool", text.ToString());
        Assert.Contains("… and 1 node that takes less", text.ToString());
    }

    [Fact]
    public void A_profile_as_JSON_has_the_promised_fields()
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            ProfileJson.Write(json, Profile);
        }
        using JsonDocument read = JsonDocument.Parse(bytes.ToArray());
        Assert.Equal(6_000_000_000, read.RootElement.GetProperty("flops").GetInt64());
        Assert.Equal(0.055, read.RootElement.GetProperty("backward").GetDouble(), 9);
        Assert.Equal(0.04, read.RootElement.GetProperty("nodes")[0].GetProperty("backward").GetDouble());
    }
}
