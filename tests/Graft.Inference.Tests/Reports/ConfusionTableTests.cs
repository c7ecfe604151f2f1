using System.Text;
using Graft.Html;
using Graft.Inference.Reports;

namespace Graft.Inference.Tests;

public sealed class ConfusionTableTests
{
    /// <summary>As many classes and pictures as Food-101's test set, a third named wrong, four times in five within a group of five classes.</summary>
    [Fact]
    public void A_hundred_classes_fit_into_300_kilobytes()
    {
        ClassificationReport report = Food101(out _).Report();
        HtmlWriter html = new();
        ConfusionTable.Write(html, report, ConfusionTable.Choose(report));
        string table = html.ToString();
        Assert.InRange(Encoding.UTF8.GetByteCount(table), 50_000, 300_000);
        Assert.Equal(101 * 101, table.Split("<td").Length - 2); // the corner is one more
    }

    /// <summary>Classes that are taken for each other are drawn together, however they were mixed up before.</summary>
    [Fact]
    public void Classes_that_are_confused_stand_side_by_side()
    {
        int[] order = ConfusionTable.Choose(Food101(out int[] groups).Report());
        Assert.Equal([.. Enumerable.Range(0, 101)], order.Order());
        // Each of 21 groups is one run: 20 changes of group, however many mistakes fall elsewhere.
        Assert.Equal(20, order.Zip(order.Skip(1)).Count(pair => groups[pair.First] != groups[pair.Second]));
    }

    [Fact]
    public void Of_a_thousand_classes_those_are_shown_that_are_confused_most()
    {
        string[] labels = [.. Enumerable.Range(0, 1000).Select(i => $"class {i}")];
        ClassificationTally tally = new(labels);
        float[] logits = new float[1000];
        for (int i = 0; i < 1000; i++)
        {
            int named = i < 100 ? (i + 1) % 100 : i;
            logits[named] = 1;
            tally.Add(logits, [i]);
            logits[named] = 0;
        }
        int[] order = ConfusionTable.Choose(tally.Report());
        Assert.Equal(ConfusionTable.MostClasses, order.Length);
        Assert.Superset(Enumerable.Range(0, 100).ToHashSet(), order.ToHashSet());
    }

    private static PictureOutcomes Food101(out int[] groups)
    {
        Random random = new(3);
        int[] mixed = [.. Enumerable.Range(0, 101)];
        random.Shuffle(mixed);
        int[] group = new int[101];
        for (int i = 0; i < 101; i++)
        {
            group[mixed[i]] = i / 5;
        }
        groups = group;
        List<(string, int, int, float)> pictures = [];
        for (int label = 0; label < 101; label++)
        {
            int[] near = [.. Enumerable.Range(0, 101).Where(other => other != label && group[other] == group[label])];
            for (int i = 0; i < 250; i++)
            {
                int named = random.Next(3) > 0 ? label : near.Length > 0 && random.Next(5) > 0 ? near[random.Next(near.Length)] : random.Next(101);
                pictures.Add(($"{label}/{i}.jpg", label, named, 5f));
            }
        }
        return MadeOutcomes.Of([.. Enumerable.Range(0, 101).Select(i => $"some_food_number_{i}")], pictures);
    }
}
