using System.Globalization;
using System.Net;
using System.Text;

namespace Graft.Charts;

/// <summary>A value on a chart, with the ends of its interval where it has one.</summary>
public readonly record struct ChartPoint(double X, double Y, double? Low = null, double? High = null);

/// <summary>Points of one kind, joined by a line unless told otherwise.</summary>
/// <param name="Name">As the legend calls it.</param>
public sealed record Series(string Name, IReadOnlyList<ChartPoint> Points, bool IsJoined = true)
{
    /// <summary>Points that were not measured but are expected, beyond the others; dashed and hollow.</summary>
    public IReadOnlyList<ChartPoint> Expected { get; init; } = [];

    /// <summary>All points, in the order in which they are joined.</summary>
    internal IEnumerable<ChartPoint> All => Points.Concat(Expected);
}

/// <summary>Lines over a common axis, as a vector picture (SVG) that stands alone: no script, no outside address, readable on light and dark grounds.</summary>
public sealed record LineChart
{
    private const double Left = 70, Right = 32, Bottom = 58, LegendLine = 18;

    // Told apart by people who see colours differently: Okabe and Ito 2008, without the yellow, which vanishes on white.
    private static readonly (string OnLight, string OnDark)[] Colours = [("#0072b2", "#4ba3e3"), ("#d55e00", "#f07d2c"), ("#009e73", "#22b98f"), ("#cc79a7", "#db8fb9"), ("#56b4e9", "#9ad4f7"), ("#c98500", "#f0b429"), ("#7f7f7f", "#9a9a9a")];

    public required string Title { get; init; }

    /// <summary>What the horizontal axis counts, with its unit.</summary>
    public required string XTitle { get; init; }

    /// <summary>What the vertical axis counts, with its unit.</summary>
    public required string YTitle { get; init; }

    public required IReadOnlyList<Series> Series { get; init; }

    public bool IsXLogarithmic { get; init; }

    public bool IsYLogarithmic { get; init; }

    /// <summary>The size at which letters have 13 pixels.</summary>
    public double Width { get; init; } = 760;

    public double Height { get; init; } = 430;

    /// <summary>Values of the horizontal axis that a vertical line marks, with a word for each.</summary>
    public IReadOnlyList<(double X, string Name)> Marks { get; init; } = [];

    /// <summary>Where the plot begins, below the title and the lines of the legend.</summary>
    private double Top => Series.Count > 1 ? 40 + (LegendLine * (LegendPlaces()[^1].Line + 1)) : 46;

    /// <summary>The picture as a document; the same chart gives the same text.</summary>
    /// <param name="within">Whether it becomes a part of a page, whose style sheet then says its colours (the class "chart" of <c>Html/page.css</c>).</param>
    public string ToSvg(bool within = false)
    {
        Axis x = new(Series.SelectMany(series => series.All).Select(point => point.X).Concat(Marks.Select(mark => mark.X)), IsXLogarithmic, Left, Width - Right);
        Axis y = new(Series.SelectMany(series => series.All).SelectMany(point => new[] { point.Y, point.Low ?? point.Y, point.High ?? point.Y }), IsYLogarithmic, Height - Bottom, Top);
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" width="{Width}" height="{Height}" class="chart" role="img" aria-label="{Text(Title)}">
            {(within ? "" : Style())}
            <title>{Text(Title)}</title>
            <rect class="b" width="{Width}" height="{Height}"/>
            <text class="t" x="{Left}" y="24">{Text(Title)}</text>

            """);
        WriteAxes(svg, x, y);
        for (int i = 0; i < Series.Count; i++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<g class=\"c{i % Colours.Length}\">\n");
            Write(svg, Series[i], x, y);
            svg.Append("</g>\n");
        }
        WriteLegend(svg);
        return svg.Append("</svg>\n").ToString();
    }

    private void WriteAxes(StringBuilder svg, Axis x, Axis y)
    {
        foreach (double tick in y.Ticks)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"g\" d=\"M{Left} {y.Place(tick):0.#}H{Width - Right}\"/><text x=\"{Left - 8}\" y=\"{y.Place(tick) + 4:0.#}\" text-anchor=\"end\">{Axis.Label(tick)}</text>\n");
        }
        foreach (double tick in x.Ticks)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"g\" d=\"M{x.Place(tick):0.#} {Height - Bottom}v5\"/><text x=\"{x.Place(tick):0.#}\" y=\"{Height - Bottom + 19}\" text-anchor=\"middle\">{Axis.Label(tick)}</text>\n");
        }
        foreach ((double at, string name) in Marks.Where(mark => x.IsUsable(mark.X)))
        {
            // A word near the right edge stands to the left of its line.
            bool late = x.Place(at) > Width - Right - (9 * name.Length);
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"m\" d=\"M{x.Place(at):0.#} {Top}V{Height - Bottom}\"/><text x=\"{x.Place(at) + (late ? -4 : 4):0.#}\" y=\"{Top + 12}\"{(late ? " text-anchor=\"end\"" : "")}>{Text(name)}</text>\n");
        }
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 18}\" text-anchor=\"middle\">{Text(XTitle)}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text transform=\"translate(18 {(Top + Height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">{Text(YTitle)}</text>\n");
    }

    private static void Write(StringBuilder svg, Series series, Axis x, Axis y)
    {
        ChartPoint[] points = [.. series.Points.Where(Usable)], expected = [.. series.Expected.Where(Usable)];
        if (series.IsJoined)
        {
            Join(svg, points, "", x, y);
            Join(svg, expected.Length == 0 ? [] : [.. points.TakeLast(1), .. expected], " stroke-dasharray=\"5 4\"", x, y);
        }
        foreach ((ChartPoint point, bool measured) in points.Select(point => (point, true)).Concat(expected.Select(point => (point, false))))
        {
            if (point is { Low: { } low, High: { } high } && y.IsUsable(low) && y.IsUsable(high))
            {
                svg.Append(CultureInfo.InvariantCulture, $"<path stroke=\"currentColor\" d=\"M{x.Place(point.X):0.#} {y.Place(low):0.#}V{y.Place(high):0.#}\"/>");
            }
            if (points.Length <= 60)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x.Place(point.X):0.#}\" cy=\"{y.Place(point.Y):0.#}\" r=\"3.5\" {(measured ? "fill=\"currentColor\"" : "class=\"b\" stroke=\"currentColor\" stroke-width=\"1.5\"")}><title>{Text(series.Name)}{(measured ? "" : ", expected")}: {Axis.Label(point.X)}, {point.Y.ToString("0.####", CultureInfo.InvariantCulture)}</title></circle>\n");
            }
        }

        bool Usable(ChartPoint point) => x.IsUsable(point.X) && y.IsUsable(point.Y);
    }

    private static void Join(StringBuilder svg, ChartPoint[] points, string style, Axis x, Axis y)
    {
        if (points.Length > 1)
        {
            string path = string.Join('L', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{x.Place(point.X):0.#} {y.Place(point.Y):0.#}")));
            svg.Append(CultureInfo.InvariantCulture, $"<path fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"{style} d=\"M{path}\"/>\n");
        }
    }

    private void WriteLegend(StringBuilder svg)
    {
        (double X, int Line)[] places = Series.Count > 1 ? LegendPlaces() : [];
        for (int i = 0; i < places.Length; i++)
        {
            double x = places[i].X, y = 42 + (LegendLine * places[i].Line);
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"c{i % Colours.Length}\" x=\"{x:0.#}\" y=\"{y}\" width=\"12\" height=\"4\" fill=\"currentColor\"/><text x=\"{x + 17:0.#}\" y=\"{y + 7}\">{Text(Series[i].Name)}</text>\n");
        }
    }

    /// <summary>Where each name of the legend stands; as many side by side as there is room for.</summary>
    private (double X, int Line)[] LegendPlaces()
    {
        var places = new (double, int)[Series.Count];
        (double at, int line) = (Left, 0);
        for (int i = 0; i < Series.Count; i++)
        {
            double width = 34 + (Series[i].Name.Length * 7.2); // a letter is 7 pixels wide, about
            if (at > Left && at + width > Width)
            {
                (at, line) = (Left, line + 1);
            }
            places[i] = (at, line);
            at += width;
        }
        return places;
    }

    private string Style() => $"<style>text{"{"}font:13px system-ui,sans-serif;fill:#222{"}"}.g{"{"}stroke:#8885;stroke-width:1{"}"}.m{"{"}stroke:#888;stroke-dasharray:4 4{"}"}.t{"{"}font-weight:600;font-size:15px{"}"}.b{"{"}fill:#fff{"}"}{Rules(colour => colour.OnLight)}@media(prefers-color-scheme:dark){"{"}text{"{"}fill:#ddd{"}"}.b{"{"}fill:#1b1b1b{"}"}{Rules(colour => colour.OnDark)}{"}"}</style>";

    /// <summary>The colours of as many series as there are.</summary>
    private string Rules(Func<(string OnLight, string OnDark), string> choose) => string.Concat(Colours.Take(Series.Count).Select((colour, i) => $".c{i}{{color:{choose(colour)}}}"));

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
