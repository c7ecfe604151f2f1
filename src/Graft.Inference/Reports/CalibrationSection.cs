using System.Globalization;
using Graft.Html;

namespace Graft.Inference.Reports;

/// <summary>Whether the probabilities can be believed.</summary>
internal static class CalibrationSection
{
    public static void Write(HtmlWriter html, MeasuredSplit measured, double? temperature)
    {
        html.Element("h2", "Can the probabilities be believed?", ("id", "calibration")).Line();
        MeasuredCalibration now = measured.Calibration;
        html.Paragraph($"Each bar holds the {measured.Name} pictures that were named with such a confidence: where it reaches the dashed line, the model is right as often as it says. Below, how many pictures there are.");
        if (temperature is { } number)
        {
            html.Paragraph(string.Create(CultureInfo.InvariantCulture, $"The model's logits are divided by a temperature of {number:0.000}, which the validation pictures asked for{(number > 1.02 ? ": before, it believed too much of itself" : number < 0.98 ? ": before, it believed too little of itself" : ": it was nearly right before")}. The division is part of model.onnx, so every program that runs it gets these probabilities."));
        }
        else
        {
            html.Paragraph("The model does not say that its probabilities were scaled; this is how they come.", "soft");
        }
        using (html.Open("div", ("class", "charts")))
        {
            if (measured.Before is { } before)
            {
                Figure(html, before, "before scaling");
            }
            Figure(html, now, measured.Before is null ? "as the model gives them" : "after scaling");
        }
        string tilt = now.Overconfidence > 0.02 ? "too sure" : now.Overconfidence < -0.02 ? "not sure enough" : "about as sure as it should be";
        html.Paragraph(string.Create(CultureInfo.InvariantCulture, $"On the whole the model is {tilt}: it expects to be right on {100 * (measured.Report.Top1.Value + now.Overconfidence):0.0} % of the pictures and is on {100 * measured.Report.Top1.Value:0.0} %. On {now.Count} pictures even probabilities that are exactly right would show an error of about {now.Error.Floor:0.000}."), "soft small");
    }

    private static void Figure(HtmlWriter html, MeasuredCalibration calibration, string title)
    {
        using (html.Open("figure"))
        {
            html.Markup(ReliabilityDiagram.Svg(calibration.Error, title));
            html.Element("figcaption", string.Create(CultureInfo.InvariantCulture, $"{title}: expected calibration error {calibration.Error.Value:0.000} ({calibration.Error.Bins.Count} bins), largest {calibration.Largest:0.000}, loss {calibration.MeanLoss:0.000} nats"));
        }
    }
}
