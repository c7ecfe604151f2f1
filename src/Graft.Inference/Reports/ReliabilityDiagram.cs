using System.Globalization;
using System.Text;
using Graft.Html;

namespace Graft.Inference.Reports;

/// <summary>The share named right over the confidence, bin by bin, as a vector picture within a page.</summary>
/// <remarks>DeGroot and Fienberg 1983; the form with bars is that of Guo and others 2017, figure 1, with the 95 % interval of each bin, and the number of pictures below.</remarks>
internal static class ReliabilityDiagram
{
    private const double Left = 48, Side = 270, Top = 14, Below = 52, Gap = 12, Width = Left + Side + 14, Height = Top + Side + Gap + Below + 40;

    public static string Svg(CalibrationError calibration, string title)
    {
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\" role=\"img\" aria-label=\"Reliability diagram, {HtmlWriter.Escape(title)}\">\n");
        double bottom = Top + Side, floor = bottom + Gap + Below;
        foreach (double tick in new[] { 0, 0.2, 0.4, 0.6, 0.8, 1 })
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"g\" d=\"M{Left} {bottom - (tick * Side):0.#}h{Side}\"/><text x=\"{Left - 6}\" y=\"{bottom - (tick * Side) + 4:0.#}\" text-anchor=\"end\">{100 * tick:0}</text><text x=\"{Left + (tick * Side):0.#}\" y=\"{floor + 17:0.#}\" text-anchor=\"middle\">{100 * tick:0}</text>\n");
        }
        int most = Math.Max(1, calibration.Bins.Max(bin => bin.Count));
        foreach (ReliabilityBin bin in calibration.Bins.Where(bin => bin.Count > 0))
        {
            double from = Left + (bin.Low * Side) + 1, wide = ((bin.High - bin.Low) * Side) - 2, middle = from + (wide / 2), tall = Below * bin.Count / most;
            Proportion right = Proportion.Of((long)Math.Round(bin.Accuracy * bin.Count), bin.Count);
            svg.Append(CultureInfo.InvariantCulture, $"<g><title>{bin.Count} pictures named with {100 * bin.Confidence:0.0} % confidence on average: {right} right</title>");
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"hit\" x=\"{from:0.#}\" y=\"{Top}\" width=\"{wide:0.#}\" height=\"{floor - Top:0.#}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"value\" x=\"{from:0.#}\" y=\"{bottom - (bin.Accuracy * Side):0.#}\" width=\"{wide:0.#}\" height=\"{bin.Accuracy * Side:0.#}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"interval\" d=\"M{middle:0.#} {bottom - (right.Low * Side):0.#}V{bottom - (right.High * Side):0.#}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"count\" x=\"{from:0.#}\" y=\"{floor - tall:0.#}\" width=\"{wide:0.#}\" height=\"{tall:0.#}\"/></g>\n");
        }
        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"ideal\" d=\"M{Left} {bottom}L{Left + Side} {Top}\"/><text x=\"{Left + (Side / 2)}\" y=\"{floor + 35:0.#}\" text-anchor=\"middle\">confidence, %</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<text transform=\"translate(14 {Top + (Side / 2)}) rotate(-90)\" text-anchor=\"middle\">named right, %</text></svg>\n");
        return svg.ToString();
    }
}
