using System.Globalization;
using Graft.Html;
using Graft.Recipes;
using Graft.Runs;
using Graft.Weights;

namespace Graft.Inference.Reports;

/// <summary>What the model was made from and how, so that it can be made again.</summary>
internal static class MakingSection
{
    private const int MostNames = 12;

    public static void Write(HtmlWriter html, ReportFacts facts)
    {
        html.Element("h2", "How it was made", ("id", "making")).Line();
        RunInfo info = facts.Run.Info;
        if (info.Command.Length > 0)
        {
            html.Element("pre", info.Command).Line();
        }
        WriteRecipe(html, facts.Recipe);
        if (facts.Load is { } load)
        {
            WriteLoad(html, load);
        }
        html.Element("h3", "Fingerprints").Line();
        html.Facts(
            ("pictures", info.Data is { } data ? data : null),
            ("their fingerprint", info.DataFingerprint),
            ("pretrained weights, SHA-256", info.WeightsHash),
            ("recipe, SHA-256", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(facts.Recipe.ToJson())))),
            ("model.onnx, SHA-256", facts.Measured?.Outcomes.Origin.Model));
        string[] warnings = [.. facts.Log.OfType<Warning>().Select(each => each.Message).Distinct(StringComparer.Ordinal)];
        if (warnings.Length > 0)
        {
            html.Element("h3", "What the run remarked").Line();
            using (html.Open("ul"))
            {
                foreach (string warning in warnings.Take(MostNames))
                {
                    html.Element("li", warning);
                }
            }
        }
    }

    private static void WriteRecipe(HtmlWriter html, Recipe recipe)
    {
        html.Element("h3", "Recipe").Line();
        using (html.Open("ul"))
        {
            foreach (string line in recipe.Describe().Split('\n'))
            {
                html.Element("li", line);
            }
        }
        html.Paragraph(recipe.Model.Freeze.IsNone ? "No weight was frozen." : $"Frozen: {recipe.Model.Freeze}.");
        IReadOnlyList<RecipeDifference> differences = recipe.DifferencesFrom(Recipe.Named(recipe.Base));
        if (differences.Count == 0)
        {
            html.Paragraph($"Every option is as in the recipe '{recipe.Base}'.");
            return;
        }
        html.Paragraph($"It differs from the recipe '{recipe.Base}' in:");
        html.SortableTable(["option", "here", $"in {recipe.Base}"], () =>
        {
            foreach (RecipeDifference difference in differences)
            {
                using (html.Open("tr"))
                {
                    html.Cell(difference.Path).Cell(difference.Value).Cell(difference.Other);
                }
            }
        });
    }

    private static void WriteLoad(HtmlWriter html, LoadReport load)
    {
        html.Element("h3", "Pretrained weights").Line();
        html.Facts(
            ("file", $"{Path.GetFileName(load.File)} ({load.Format})"),
            ("loaded", Count(load.Loaded.Count, load.Loaded.Sum(weight => weight.Shape.Elements))),
            ("laid out anew", load.Reshaped.Count == 0 ? null : Count(load.Reshaped.Count, load.Reshaped.Sum(weight => weight.Shape.Elements))),
            ("new, drawn at random", load.New.Count == 0 ? null : $"{Count(load.New.Count, load.New.Sum(weight => weight.Shape.Elements))}: {Names(load.New.Select(weight => weight.Name))}"),
            ("implied by the file", load.Implied.Count == 0 ? null : Count(load.Implied.Count, load.Implied.Sum(weight => weight.Shape.Elements))),
            ("in the file, but not used", load.Unused.Count == 0 ? null : $"{load.Unused.Count}: {Names(load.Unused.Select(tensor => tensor.Source))}"),
            ("notes", load.Notes.Count == 0 ? null : string.Join(' ', load.Notes)));
    }

    private static string Count(int weights, long values) => string.Create(CultureInfo.InvariantCulture, $"{weights} weights with {Amounts.Count(values)} numbers");

    private static string Names(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return string.Join(", ", all.Take(MostNames)) + (all.Length > MostNames ? $" and {all.Length - MostNames} more" : "");
    }
}
