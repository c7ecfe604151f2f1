using System.Globalization;
using Graft.Graphs;
using Graft.Html;

namespace Graft.Inference.Reports;

/// <summary>What comes of answering only from a probability on: the thresholds that the validation pictures asked for, tried on the pictures measured.</summary>
internal static class AbstentionSection
{
    private static readonly double[] Wishes = [0.9, 0.95, 0.99];

    public static void Write(HtmlWriter html, MeasuredSplit measured, Graph model)
    {
        if (ModelTrust.Of(model).Abstention is not { } table || Wishes.All(wish => wish <= measured.Report.Top1.Low))
        {
            return;
        }
        html.Element("h3", "When to rather say nothing").Line();
        html.Paragraph($"The thresholds were chosen on {table.Pictures} validation pictures; here is what they do on the {measured.Name} pictures. 'graft predict --abstain' uses them.");
        html.SortableTable([">wished", ">answers from", ">answered", ">right of those (95 % interval)"], () =>
        {
            foreach (double wish in Wishes)
            {
                using (html.Open("tr"))
                {
                    html.NumberCell(string.Create(CultureInfo.InvariantCulture, $"{100 * wish:0} %"), wish);
                    if (table.For(wish) is not { } choice)
                    {
                        html.Cell("never reached").Cell("").Cell("");
                        continue;
                    }
                    int[] answered = [.. measured.Order.Where(picture => measured.Confidence(picture) >= choice.Threshold)];
                    Proportion right = Proportion.Of(answered.Count(measured.Outcomes.IsRight), answered.Length);
                    html.NumberCell(Amounts.Percent(choice.Threshold), choice.Threshold).NumberCell(Amounts.Percent(answered.Length / (double)measured.Report.Count), answered.Length).NumberCell($"{right}", right.Value);
                }
            }
        });
    }
}
