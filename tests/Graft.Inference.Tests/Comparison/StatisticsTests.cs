using Graft.Inference.Comparison;

namespace Graft.Inference.Tests;

/// <summary>The tests and intervals against hand calculations and published examples.</summary>
public sealed class StatisticsTests
{
    /// <summary>Twice the smaller tail of a fair coin: 2 (1 + 10) / 2^10 = 0.021484; 2 · (1 + 5 + 10) / 2^5 = 1; the larger ones from Python's exact fractions.</summary>
    [Theory]
    [InlineData(1, 9, 0.021484375)]
    [InlineData(9, 1, 0.021484375)]
    [InlineData(0, 6, 0.03125)]
    [InlineData(0, 5, 0.0625)]
    [InlineData(2, 3, 1)]
    [InlineData(0, 0, 1)]
    [InlineData(28, 47, 0.03695490402736831)]
    [InlineData(86, 150, 3.715936139571442e-05)]
    [InlineData(5000, 5300, 0.003215819673645239)]
    public void McNemars_exact_probability_is_that_of_a_fair_coin(int onlyFirst, int onlySecond, double expected) =>
        Assert.Equal(1, McNemar.Exact(onlyFirst, onlySecond) / expected, 1e-9);

    /// <summary>The four probabilities of the example in Wikipedia's "Holm–Bonferroni method": .01, .04, .03, .005 become .03, .06, .06, .02.</summary>
    [Fact]
    public void Holm_multiplies_by_what_is_left_and_never_falls()
    {
        Assert.Equal([0.03, 0.06, 0.06, 0.02], Holm.Adjust([0.01, 0.04, 0.03, 0.005]).Select(p => Math.Round(p, 12)));
        Assert.Equal([1, 1], Holm.Adjust([0.6, 0.9]));
        Assert.Empty(Holm.Adjust([]));
    }

    /// <summary>With many pictures the percentiles come to mean ± 1.96 s / √n.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_bootstrap_interval_agrees_with_the_normal_one(bool fewValues)
    {
        double[] differences = [.. Enumerable.Range(0, 800).Select(i => fewValues ? (i % 10 < 2 ? 1.0 : i % 10 < 3 ? -1 : 0) : Math.Sin(i) + 0.1)];
        double mean = differences.Average(), half = 1.96 * Math.Sqrt(differences.Average(each => (each - mean) * (each - mean)) / differences.Length);
        (double low, double high) = PairedBootstrap.Interval(differences);
        Assert.Equal(mean - half, low, half / 10);
        Assert.Equal(mean + half, high, half / 10);
        Assert.Equal((low, high), PairedBootstrap.Interval(differences));
    }

    [Fact]
    public void Without_a_difference_the_interval_is_nothing()
    {
        Assert.Equal((0, 0), PairedBootstrap.Interval([0, 0, 0]));
        Assert.Equal((0, 0), PairedBootstrap.Interval([]));
    }

    /// <summary>How often a test finds a difference that is not there: no more than it says, in a thousand pairs of equally good models.</summary>
    [Fact]
    public void Equally_good_models_are_called_different_as_seldom_as_promised()
    {
        Random random = new(5);
        int found = 0;
        for (int trial = 0; trial < 1000; trial++)
        {
            int disagreed = random.Next(5, 80), first = Enumerable.Range(0, disagreed).Count(_ => random.Next(2) == 0);
            found += McNemar.Exact(first, disagreed - first) <= 0.05 ? 1 : 0;
        }
        Assert.InRange(found, 5, 50);
    }
}
