using Graft.Inference;
using Graft.Recipes;
using Graft.Training.Checking;
using Graft.Training.Heads;

namespace Graft.Training.Tests.Checking;

/// <summary>Labels that contradict probabilities which were found without them.</summary>
public sealed class ConfidentLearningTests
{
    /// <summary>Worked out by hand: the thresholds are (.9 + .8 + .01) / 3 = .57 and (.7 + .6) / 2 = .65; only the third picture's own probability, .01, is below a tenth of its class's.</summary>
    [Fact]
    public void A_label_far_below_its_class_s_usual_confidence_is_doubted()
    {
        float[] probabilities = [.9f, .1f, .8f, .2f, .01f, .99f, .3f, .7f, .4f, .6f];
        int[] labels = [0, 0, 0, 1, 1];
        Assert.Equal([0.57, 0.65], ConfidentLearning.Thresholds(probabilities, labels, 2).Select(value => Math.Round(value, 6)));
        DoubtfulLabel doubt = Assert.Single(ConfidentLearning.Find(probabilities, labels, 2));
        Assert.Equal((2, 1, .01f, .99f), (doubt.Picture, doubt.Likely, doubt.Own, doubt.Other));
        Assert.Equal(1 - (.01 / .57), doubt.Doubt, 6);
    }

    /// <summary>Four clouds of points with a twentieth of the labels swapped: nearly all are found, and little else.</summary>
    [Fact]
    public void Swapped_labels_of_separable_features_are_found()
    {
        (float[] rows, int[] labels, HashSet<int> swapped) = Clouds(800, swap: 21);
        float[] probabilities = CrossValidation.Probabilities(new(FeatureRows.Of(rows, 8), labels), 4, [.. Enumerable.Range(0, 800)], seed: 1);
        int[] found = [.. ConfidentLearning.Find(probabilities, labels, 4).Select(doubt => doubt.Picture)];
        Assert.True(found.Count(swapped.Contains) >= 0.9 * swapped.Count && found.Count(picture => !swapped.Contains(picture)) <= 4, $"{found.Count(swapped.Contains)} of {swapped.Count} found among {found.Length}");
    }

    /// <summary>Features without meaning and a copy of each: held out apart, the copy gives the answer away; together, nothing does.</summary>
    [Fact]
    public void Pictures_of_one_group_are_held_out_together()
    {
        AddressedRandom random = new(2);
        float[] rows = new float[600 * 64];
        int[] labels = new int[600];
        for (int picture = 0; picture < 600; picture++)
        {
            labels[picture] = picture % 2 == 0 ? random.Next(3) : labels[picture - 1];
            for (int i = 0; i < 64; i++)
            {
                rows[(picture * 64) + i] = picture % 2 == 0 ? (float)random.NextNormal() : rows[((picture - 1) * 64) + i];
            }
        }
        double Right(int[] groups)
        {
            float[] probabilities = CrossValidation.Probabilities(new(FeatureRows.Of(rows, 64), labels), 3, groups, seed: 1);
            return Enumerable.Range(0, 600).Count(picture => Enumerable.Range(0, 3).MaxBy(label => probabilities[(picture * 3) + label]) == labels[picture]) / 600.0;
        }
        Assert.InRange(Right([.. Enumerable.Range(0, 600).Select(picture => picture / 2)]), 0.2, 0.45);
        Assert.InRange(Right([.. Enumerable.Range(0, 600)]), 0.46, 1);
    }

    [Fact]
    public void Doubted_pictures_teach_nothing_and_are_judged_all_the_same()
    {
        (float[] rows, int[] labels, HashSet<int> swapped) = Clouds(400, swap: 11);
        float[] with = CrossValidation.Probabilities(new(FeatureRows.Of(rows, 8), labels), 4, [.. Enumerable.Range(0, 400)], seed: 1);
        float[] without = CrossValidation.Probabilities(new(FeatureRows.Of(rows, 8), labels), 4, [.. Enumerable.Range(0, 400)], seed: 1, swapped);
        double Truth(float[] probabilities) => Enumerable.Range(0, 400).Average(picture => probabilities[(picture * 4) + (picture % 4)]);
        Assert.True(Truth(without) > Truth(with) + 0.005, $"{Truth(without)} {Truth(with)}");
        Assert.All(Enumerable.Range(0, 400), picture => Assert.Equal(1, without.Skip(picture * 4).Take(4).Sum(), 4));
    }

    private static (float[] Rows, int[] Labels, HashSet<int> Swapped) Clouds(int count, int swap)
    {
        AddressedRandom random = new(1);
        float[] rows = new float[count * 8];
        int[] labels = new int[count];
        HashSet<int> swapped = [];
        for (int picture = 0; picture < count; picture++)
        {
            labels[picture] = picture % 4;
            for (int i = 0; i < 8; i++)
            {
                rows[(picture * 8) + i] = (float)((i % 4 == picture % 4 ? 4 : 0) + random.NextNormal());
            }
            if (picture % swap == 3)
            {
                labels[picture] = (labels[picture] + 1 + random.Next(3)) % 4;
                swapped.Add(picture);
            }
        }
        return (rows, labels, swapped);
    }
}
