namespace Graft.Inference.Tests;

public class ProportionTests
{
    /// <summary>Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3 (score without continuity correction).</summary>
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void The_interval_is_the_published_one(int successes, int trials, double low, double high)
    {
        Proportion proportion = Proportion.Of(successes, trials);
        Assert.Equal(successes / (double)trials, proportion.Value);
        Assert.Equal(low, proportion.Low, 4);
        Assert.Equal(high, proportion.High, 4);
    }

    [Fact]
    public void It_is_symmetrical_and_never_leaves_the_unit_interval()
    {
        for (int trials = 1; trials < 60; trials++)
        {
            for (int successes = 0; successes <= trials; successes++)
            {
                Proportion hit = Proportion.Of(successes, trials), miss = Proportion.Of(trials - successes, trials);
                Assert.Equal(1 - miss.High, hit.Low, 12);
                Assert.True(hit.Low >= 0 && hit.Low <= hit.Value && hit.Value <= hit.High && hit.High <= 1);
            }
        }
    }

    [Fact]
    public void Text_is_in_percent() => Assert.Equal("84.4 % (81.0–87.3)", Proportion.Of(422, 500).ToString());

    [Fact]
    public void More_successes_than_trials_are_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => Proportion.Of(3, 2));
}
