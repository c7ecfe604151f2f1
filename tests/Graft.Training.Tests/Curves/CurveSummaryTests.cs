using Graft.Training.Curves;

namespace Graft.Training.Tests.Curves;

/// <summary>What is said of pictures named right, worked out by hand or by an independent formula.</summary>
public class CurveSummaryTests
{
    private static readonly CurveStep[] Steps = [new(1, 4, 1, 8), new(4, 16, 4, 8), new(16, 64, 16, 8), new(64, 256, 64, 8), new(null, 1024, 256, 1)];

    [Fact]
    public void Means_are_those_of_the_draws_and_a_single_draw_has_Wilsons_interval()
    {
        LearningCurveSet set = LearningCurves.Summarise(["a"], [new(1, 2, 1, 2), new(null, 4, 2, 1)], [[[[1, 0, 0, 0], [1, 1, 0, 1]], [[1, 1, 1, 0]]]], "test", 2, seed: 0);
        CurvePoint few = set.Curves[0].Points[0], all = set.Curves[0].Points[1];
        Assert.Equal([0.25, 0.75], few.Each);
        Assert.Equal(0.5, few.Accuracy.Value);
        Assert.InRange(few.Accuracy.Low, 0, 0.25);
        // 3 of 4: (0.75 + z²/8 ± z √(0.75·0.25/4 + z²/64)) / (1 + z²/4), z = 1.96
        Assert.Equal((0.75, 0.3006, 0.9544), (all.Accuracy.Value, Math.Round(all.Accuracy.Low, 4), Math.Round(all.Accuracy.High, 4)));
        Assert.Null(set.Curves[0].Doubling);
        Assert.StartsWith("Whether more pictures would help cannot be told from so few numbers of them (2): name 4 or more with --shots.", CurveAdvice.Of(set)[0]);
    }

    /// <summary>The interval covers the true accuracy about as often as it says, when draws differ and pictures differ.</summary>
    [Fact]
    public void The_interval_of_a_mean_holds_the_truth_nineteen_times_in_twenty()
    {
        Random random = new(11);
        int held = 0;
        const int Trials = 60;
        for (int trial = 0; trial < Trials; trial++)
        {
            // Right when luck of the draw + ease of the picture + chance > 0: the truth is 1/2 by symmetry.
            double[] ease = [.. Enumerable.Range(0, 200).Select(_ => Normal())];
            float[][] draws = [.. Enumerable.Range(0, 10).Select(_ => (Luck: 0.3 * Normal(), 0)).Select(draw => ease.Select(each => draw.Luck + each + Normal() > 0 ? 1f : 0f).ToArray())];
            Estimate accuracy = LearningCurves.Summarise(["a"], [new(1, 2, 1, 10)], [[draws]], "test", 2, trial).Curves[0].Points[0].Accuracy;
            held += accuracy.Low <= 0.5 && accuracy.High >= 0.5 ? 1 : 0;
        }
        Assert.InRange(held, 51, Trials); // binomial: below 51 of 60 once in a thousand

        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    [Fact]
    public void A_rising_curve_says_label_and_a_flat_one_says_change_the_network()
    {
        LearningCurveSet rising = Summarise(("rising", perClass => 0.7 * Math.Pow(perClass, -0.25)));
        Assert.StartsWith("More pictures help: with rising the curve still rises.", CurveAdvice.Of(rising)[0]);
        // 0.7 · 256^−¼ − 0.7 · 512^−¼
        Assert.Equal(0.175 - 0.1472, rising.Curves[0].Doubling!.Value.Value, 0.006);
        Assert.Equal(1 - 0.175, rising.Curves[0].Foretold!.Value, 0.01);
        LearningCurveSet flat = Summarise(("flat", perClass => 0.25 + (0.5 * Math.Pow(perClass, -2))));
        Assert.StartsWith("Change the network rather than label more of the same: with flat the curve is flat.", CurveAdvice.Of(flat)[0]);
        Assert.InRange(flat.Curves[0].Doubling!.Value.High, 0, 0.01);
    }

    [Fact]
    public void A_better_network_is_told_in_points_and_in_pictures()
    {
        LearningCurveSet set = Summarise(("weak", perClass => 0.9 * Math.Pow(perClass, -0.25)), ("strong", perClass => 0.75 * Math.Pow(perClass, -0.25)));
        CurveDifference difference = Assert.Single(set.Differences);
        Assert.Equal((1, 0), (difference.Better, difference.Other));
        Assert.Equal(0.15 * 0.25, difference.Difference.Value, 0.004);
        Assert.True(difference.Difference.Low > 0);
        // (0.9 / 0.75)⁴ times the pictures; strong's error is weak's last, 0.225, at (0.75 / 0.225)⁴ = 123 of each class.
        Assert.Equal(2.07, difference.Factor!.Value.Value, 0.3);
        Assert.Equal(123.0, set.Curves[1].PicturesFor(set.Curves[0].Last.Accuracy.Value)!.Value, 25.0);
        string said = Assert.Single(CurveAdvice.Of(set), sentence => sentence.StartsWith("strong instead of weak", StringComparison.Ordinal));
        Assert.Matches(@"^strong instead of weak brings \+3\.\d points \(\d\.\d–\d\.\d\) with all pictures measured\. With about 1[0-4]\d of each class it is as good as weak with 256\. By labelling, weak would need about [12]\.\d times the pictures", said);
    }

    /// <summary>Curves whose errors follow a law but for the rounding to whole pictures, on 500 pictures; draws differ in which are wrong.</summary>
    private static LearningCurveSet Summarise(params (string Name, Func<double, double> Error)[] networks)
    {
        int[] hardness = [.. Enumerable.Range(0, 500)];
        new Random(3).Shuffle(hardness);
        float[][][][] right = [.. networks.Select(network => Steps.Select((step, at) => Enumerable.Range(0, step.Draws).Select(draw =>
        {
            Random random = new((draw * 100) + at);
            double wrong = 500 * network.Error(step.PerClass);
            return hardness.Select(each => each + (8 * (random.NextDouble() - 0.5)) >= wrong ? 1f : 0f).ToArray();
        }).ToArray()).ToArray())];
        return LearningCurves.Summarise([.. networks.Select(network => network.Name)], Steps, right, "test", 4, seed: 0);
    }
}
