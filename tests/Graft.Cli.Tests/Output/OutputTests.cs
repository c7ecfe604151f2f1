using Graft.Cli.Output;
using Graft.Inference;

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
        ReportText.Write(tally.Report(), text);
        string[] lines = text.ToString().Split('\n');
        Assert.Equal("top-1     75.0 % (30.1–95.4)", lines[1]);
        Assert.StartsWith("tulip", lines[9]);
        Assert.Equal("2  tulip              1  1  ·", lines[^3]);
    }
}
