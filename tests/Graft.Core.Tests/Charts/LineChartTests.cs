using System.Globalization;
using System.Xml.Linq;
using Graft.Charts;

namespace Graft.Core.Tests.Charts;

public sealed class LineChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static LineChart Chart(params ChartPoint[] points) => new() { Title = "a < b & \"c\"", XTitle = "seconds", YTitle = "top-1", Series = [new("first", points)] };

    [Fact]
    public void The_picture_is_well_formed_and_says_its_title_whatever_is_in_it()
    {
        XElement root = XDocument.Parse(Chart(new(0, 1), new(1, 2)).ToSvg()).Root!;
        Assert.Equal("a < b & \"c\"", root.Element(Svg + "title")!.Value);
    }

    [Fact]
    public void Points_lie_in_the_order_and_at_the_distances_of_their_values()
    {
        (double X, double Y)[] places = Places(Chart(new(0, 0), new(10, 5), new(20, 10)));
        Assert.Equal(places[1].X - places[0].X, places[2].X - places[1].X, 0.11);
        Assert.Equal(places[0].Y - places[1].Y, places[1].Y - places[2].Y, 0.11);
        Assert.True(places[0].Y > places[2].Y); // upwards is more
    }

    [Fact]
    public void On_a_logarithmic_axis_equal_factors_are_equal_distances()
    {
        (double X, double Y)[] places = Places(Chart(new(1e-4, 1), new(1e-2, 1), new(1, 1)) with { IsXLogarithmic = true });
        Assert.Equal(places[1].X - places[0].X, places[2].X - places[1].X, 0.11);
    }

    [Fact]
    public void What_is_expected_is_hollow_and_dashed_and_within_the_axes()
    {
        XElement root = XDocument.Parse((Chart(new(0, 1), new(1, 2)) with { Series = [new("first", [new(0, 1), new(1, 2)]) { Expected = [new(2, 9)] }] }).ToSvg()).Root!;
        Assert.Equal([null, null, "b"], root.Descendants(Svg + "circle").Select(circle => circle.Attribute("class")?.Value));
        XElement dashed = Assert.Single(root.Descendants(Svg + "path"), path => path.Attribute("stroke-dasharray") is not null);
        XElement hollow = root.Descendants(Svg + "circle").Last();
        Assert.EndsWith($"L{hollow.Attribute("cx")!.Value} {hollow.Attribute("cy")!.Value}", dashed.Attribute("d")!.Value);
        Assert.Equal("first, expected: 2, 9", hollow.Value);
        Assert.InRange(double.Parse(hollow.Attribute("cy")!.Value, CultureInfo.InvariantCulture), 0, 100);
    }

    [Fact]
    public void What_has_no_place_is_left_out()
    {
        Assert.Single(Places(Chart(new(0, 1), new(1, double.NaN), new(10, 2)) with { IsXLogarithmic = true }));
        Assert.Empty(Places(Chart()));
    }

    [Theory]
    [InlineData(0, 1, new[] { 0, 0.2, 0.4, 0.6, 0.8, 1 })]
    [InlineData(3, 47, new[] { 0.0, 10, 20, 30, 40, 50 })]
    [InlineData(0.76, 0.84, new[] { 0.76, 0.78, 0.8, 0.82, 0.84 })]
    [InlineData(5, 5, new[] { 2.0, 3, 4, 5, 6, 7, 8 })]
    public void Marked_values_are_round_and_enclose_all(double low, double high, double[] expected) =>
        Assert.Equal(expected.Select(tick => Math.Round(tick, 9)), new Axis([low, high], logarithmic: false, 0, 100).Ticks.Select(tick => Math.Round(tick, 9)));

    [Fact]
    public void Decades_are_marked_on_a_logarithmic_axis() => Assert.Equal([1e-4, 1e-3, 1e-2, 1e-1, 1], new Axis([1e-4, 1], logarithmic: true, 0, 100).Ticks.Select(tick => Math.Round(tick, 9)));

    [Fact]
    public void Where_there_is_room_two_and_five_times_the_decades_are_marked_too() =>
        Assert.Equal([1.0, 2, 5, 10, 20, 50, 100, 200, 500], new Axis([1, 590], logarithmic: true, 0, 658).Ticks.Select(tick => Math.Round(tick, 9)));

    [Theory]
    [InlineData(100_000, "100,000")]
    [InlineData(1000, "1,000")]
    [InlineData(0.05, "0.05")]
    [InlineData(0.0001, "1e-4")]
    [InlineData(20_000_000, "2e7")]
    public void Values_are_written_for_people(double value, string expected) => Assert.Equal(expected, Axis.Label(value));

    [Fact]
    public void A_long_legend_takes_more_lines_and_leaves_the_plot_below_it()
    {
        Series[] series = [.. Enumerable.Range(0, 7).Select(i => new Series($"a series with a long name, {i}", [new(0, i), new(1, i)]))];
        XElement root = XDocument.Parse((Chart() with { Series = series, Width = 460, Height = 500 }).ToSvg()).Root!;
        XElement[] names = [.. root.Elements(Svg + "text").Where(text => text.Value.StartsWith("a series", StringComparison.Ordinal))];
        Assert.Equal(7, names.Length);
        Assert.Equal(7, names.Select(text => (text.Attribute("x")!.Value, text.Attribute("y")!.Value)).Distinct().Count());
        Assert.All(names, text => Assert.True(Number(text, "x") + (7 * text.Value.Length) < 460));
        Assert.True(names.Max(text => Number(text, "y")) < root.Descendants(Svg + "circle").Min(circle => Number(circle, "cy")));
    }

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    private static (double X, double Y)[] Places(LineChart chart) =>
        [.. XDocument.Parse(chart.ToSvg()).Descendants(Svg + "circle").Select(circle => (double.Parse(circle.Attribute("cx")!.Value, CultureInfo.InvariantCulture), double.Parse(circle.Attribute("cy")!.Value, CultureInfo.InvariantCulture)))];
}
