using System.Xml;
using System.Xml.Linq;
using Graft.Inference.Comparison;
using Graft.Recipes;

namespace Graft.Inference.Tests;

public sealed class RunComparisonTests
{
    private static readonly string[] Labels = ["cat", "dog"];

    /// <summary>Of 40 pictures the first names 28 right and the second 37: both 27, only the first 1, only the second 10, neither 2.</summary>
    [Fact]
    public void Which_is_better_is_told_from_the_pictures_that_they_disagree_on()
    {
        PairedComparison pair = Compare(Right(28, 0), Right(27, 10, shift: 28)).Pairs[0];
        Assert.Equal((1, 10), (pair.OnlyFirst, pair.OnlySecond));
        Assert.Equal(9 / 40.0, pair.Difference, 1e-12);
        Assert.Equal(2 * (1 + 11) / 2048.0, pair.Probability, 1e-12);
        Assert.True(pair.IsReal);
        Assert.InRange(pair.Low, 0.05, 0.15);
        Assert.InRange(pair.High, 0.3, 0.4);
    }

    [Fact]
    public void The_sentence_says_who_by_how_much_and_whether_it_is_real()
    {
        RunComparison real = Compare(Right(28, 0), Right(27, 10, shift: 28));
        Assert.StartsWith("second is better than first by 22.5 points (95 % interval +", real.Verdict());
        Assert.EndsWith("and the difference is real: p = 0.0117; of the 11 pictures that only one of them names right, 10 are for second.", real.Verdict());
        Assert.Equal(1, real.Winner);
        RunComparison chance = Compare(Right(28, 0), Right(27, 3, shift: 28));
        Assert.StartsWith("No real difference is seen between first and second: +5.0 points", chance.Verdict());
        Assert.Null(chance.Winner);
        // The other way round nothing but the direction changes.
        Assert.StartsWith("second is better than first", Compare(Right(27, 10, shift: 28), Right(28, 0), ["second", "first"]).Verdict());
    }

    /// <summary>A class's difference is real only after the correction for all classes: of 12 dogs, 8 gained and 0 lost, p = 2/256, times 2.</summary>
    [Fact]
    public void Classes_that_gain_or_lose_are_told_with_the_same_honesty()
    {
        (string, int, int, float)[] pictures = [.. Enumerable.Range(0, 24).Select(i => ($"{i}", i % 2, i % 2 == 1 && i < 16 ? 0 : i % 2, 3f))];
        (string, int, int, float)[] better = [.. pictures.Select(picture => (picture.Item1, picture.Item2, picture.Item2, 3f))];
        IReadOnlyList<ClassChange> classes = Compare(pictures, better).Pairs[0].Classes;
        Assert.Equal([("cat", 12, 0, 0, 1.0), ("dog", 12, 8, 0, 4 / 256.0)], classes.Select(change => (change.Label, change.Count, change.OnlySecond, change.OnlyFirst, Math.Round(change.Adjusted, 12))));
        Assert.Equal([false, true], classes.Select(change => change.IsReal));
    }

    [Fact]
    public void A_run_of_no_steps_is_said_to_have_fitted_its_head()
    {
        Assert.Equal("mobilenet_v2, linear, head fitted, seed 3", ComparedModel.NetworkOf(Recipe.Named(NamedRecipes.Linear).With([new("run.seed", "3")]), "mobilenet_v2"));
        Assert.Equal("resnet18, finetune, 2 epochs, seed 0", ComparedModel.NetworkOf(Recipe.Named(NamedRecipes.Finetune).With([new("training.length", "2 epochs"), new("model.name", "resnet18")]), null));
    }

    [Fact]
    public void Of_three_the_differences_are_corrected_for_all_pairs()
    {
        RunComparison comparison = RunComparison.Of([("a", MadeOutcomes.Of(Labels, Right(28, 0))), ("b", MadeOutcomes.Of(Labels, Right(27, 10, shift: 28))), ("c", MadeOutcomes.Of(Labels, Right(28, 0)))]);
        Assert.Equal([(0, 1), (0, 2), (1, 2)], comparison.Pairs.Select(pair => (pair.First, pair.Second)));
        Assert.Equal([24 / 2048.0 * 3, 1, 24 / 2048.0 * 3], comparison.Pairs.Select(pair => Math.Round(pair.Adjusted, 12)));
        Assert.Equal("b is better than every other, and the differences are real.", comparison.Verdict());
    }

    [Fact]
    public void Other_pictures_are_refused_or_passed_over_when_asked()
    {
        (string, int, int, float)[] all = Right(28, 0), part = [.. all.Skip(5)];
        EvaluationException error = Assert.Throws<EvaluationException>(() => Compare(all, part));
        Assert.Equal("first and second were not measured on the same pictures: 35 of 40 are common to all (first 40, second 35). Measure them on the same ones with --data, or compare on the common ones with --common.", error.Message);
        RunComparison common = RunComparison.Of([("first", MadeOutcomes.Of(Labels, all)), ("second", MadeOutcomes.Of(Labels, part))], onlyCommon: true);
        Assert.Equal((35, 5, 35), (common.Common.Count, common.Common.PassedOver, common.Reports[0].Count));
        (string, int, int, float)[] others = [.. all.Select(picture => ($"other/{picture.Item1}", picture.Item2, picture.Item3, 3f))];
        Assert.Contains("have no picture in common: first was measured on 40 such as '0'", Assert.Throws<EvaluationException>(() => Compare(all, others)).Message);
    }

    [Fact]
    public void Classes_are_matched_by_name_and_a_contradiction_is_named()
    {
        (string, int, int, float)[] pictures = Right(28, 0);
        (string, int, int, float)[] turned = [.. pictures.Select(picture => (picture.Item1, 1 - picture.Item2, 1 - picture.Item3, 3f))];
        RunComparison same = RunComparison.Of([("first", MadeOutcomes.Of(Labels, pictures)), ("second", MadeOutcomes.Of(["Dog", "Cat"], turned))]);
        Assert.Equal((0, 0), (same.Pairs[0].OnlyFirst, same.Pairs[0].OnlySecond));
        Assert.Equal("'0' shows 'cat' to first, but 'dog' to second. Measure both on pictures of the same labels: name these with --data.",
            Assert.Throws<EvaluationException>(() => RunComparison.Of([("first", MadeOutcomes.Of(Labels, pictures)), ("second", MadeOutcomes.Of(["dog", "cat"], pictures))])).Message);
    }

    [Fact]
    public void The_page_is_sound_whatever_runs_and_classes_are_called()
    {
        const string Hostile = "<script>alert(1)</script>";
        PictureOutcomes outcomes = MadeOutcomes.Of([Hostile, "b"], Right(28, 0));
        RunComparison comparison = RunComparison.Of([(Hostile, outcomes), ("b", MadeOutcomes.Of([Hostile, "b"], Right(27, 10, shift: 28)))]);
        string page = ComparisonPage.Write(comparison, [new(Hostile, outcomes, Hostile, 3, 1000), new("b", outcomes, null, null, 2000)]);
        using XmlReader reader = XmlReader.Create(new StringReader(page), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        XElement root = XDocument.Load(reader).Root!;
        Assert.Single(root.Descendants("script"));
        Assert.Contains(root.Descendants("h2"), heading => heading.Value == $"Classes: {Hostile} → b");
        Assert.DoesNotContain("://", page, StringComparison.Ordinal);
    }

    /// <summary>40 pictures, cats and dogs by turns: the first <paramref name="right"/> are named right, and of those from <paramref name="shift"/> on some more.</summary>
    private static (string, int, int, float)[] Right(int right, int more, int shift = 40) =>
        [.. Enumerable.Range(0, 40).Select(i => ($"{i}", i % 2, i < right || (i >= shift && i < shift + more) ? i % 2 : 1 - (i % 2), 3f))];

    private static RunComparison Compare((string, int, int, float)[] first, (string, int, int, float)[] second, string[]? names = null) =>
        RunComparison.Of([((names ?? ["first", "second"])[0], MadeOutcomes.Of(Labels, first)), ((names ?? ["first", "second"])[1], MadeOutcomes.Of(Labels, second))]);
}
