using Graft.Charts;

namespace Graft.Core.Tests.Charts;

public sealed class TextChartTests
{
    private static readonly LineChart Chart = new()
    {
        Title = "t",
        XTitle = "pictures",
        YTitle = "top-1 (%)",
        IsXLogarithmic = true,
        Series = [new("a", [new(1, 0), new(10, 50, 30, 70)]) { Expected = [new(100, 100)] }, new("b", [new(1, 100)])],
    };

    [Fact]
    public void Points_stand_where_their_values_are()
    {
        string[] lines = TextChart.Of(Chart, width: 46, height: 11).Split('\n');
        Assert.Equal("top-1 (%)", lines[0]);
        Assert.Equal("100 ┤◆" + new string(' ', 38) + "·○", lines[1]); // 100 at the top: series b at its left end, what a is expected to come to at its right
        Assert.Equal('●', lines[6][5 + 20]); // half way up and, on a logarithmic axis, half way along
        Assert.Equal(["│", "│"], new[] { lines[4], lines[8] }.Select(line => line[25].ToString())); // 70 and 30 end its interval
        Assert.NotEqual('│', lines[3][25]);
        Assert.StartsWith("  0 ┤●", lines[11]);
        Assert.Equal("    └" + new string('─', 41), lines[12]);
        Assert.Matches(@"^ +1 .* 10 .* 100$", lines[13]);
        Assert.Equal(["     pictures", "     ● a   ◆ b", ""], lines[14..]);
    }

    [Fact]
    public void A_chart_of_one_point_or_none_is_drawn_too()
    {
        Assert.Contains('●', TextChart.Of(Chart with { Series = [new("a", [new(5, 5)])] }));
        Assert.DoesNotContain('●', TextChart.Of(Chart with { Series = [new("a", [])] }));
    }
}
