using Graft.Html;

namespace Graft.Inference.Reports;

/// <summary>The mistakes that the model was surest of: hard pictures, and wrong labels.</summary>
internal static class MistakesSection
{
    private const int Most = 18;

    public static void Write(HtmlWriter html, MeasuredSplit measured, ReportPictures pictures)
    {
        int[] worst = [.. measured.Mistakes.Take(Most)];
        if (worst.Length == 0)
        {
            return;
        }
        html.Element("h2", "The most confident mistakes", ("id", "mistakes")).Line();
        html.Paragraph("Look at these first: where the model is sure and the label says otherwise, the label is often wrong, or the picture shows both.");
        using (html.Open("div", ("class", "pictures")))
        {
            foreach (int picture in worst)
            {
                PictureOutcomes outcomes = measured.Outcomes;
                (int actual, int named) = (outcomes.Pictures[picture].Actual, outcomes.Predicted(picture));
                using (html.Open("figure"))
                {
                    pictures.Write(html, picture, $"{outcomes.Labels[actual]}, taken for {outcomes.Labels[named]}");
                    pictures.WriteHeat(html, picture, named);
                    using (html.Open("figcaption"))
                    {
                        html.Text("taken for ").Element("b", outcomes.Labels[named]).Text($", {Amounts.Percent(measured.Confidence(picture))}").Element("br", "")
                            .Text("labelled ").Element("b", outcomes.Labels[actual]).Text($", {Amounts.Percent(outcomes.Probability(picture, actual))}").Element("br", "")
                            .Element("span", outcomes.Pictures[picture].Key, ("class", "key"));
                    }
                }
            }
        }
        if (pictures.Method is { } method)
        {
            string how = method switch
            {
                HeatMapMethod.ClassActivation => "class activation: what each place adds to the class's logit, exactly",
                HeatMapMethod.Gradient => "features times gradient (HiResCAM)",
                _ => "covering one part of the picture after the other",
            };
            html.Paragraph($"The second picture shows where the network found what speaks for the class that it named, by {how}. 'graft explain' shows it for any photo.", "soft small");
        }
    }
}
