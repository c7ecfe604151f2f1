namespace Graft.Inference.Tests;

public sealed class CalibrationTests
{
    [Fact]
    public void A_temperature_finds_back_what_the_logits_were_multiplied_with()
    {
        // Two classes: the right one has the probability that the logit says, so the logits are calibrated as they are.
        Random random = new(7);
        LabelledLogits calibrated = Drawn(random, 4000, scale: 1);
        Assert.Equal(1, Temperature.Fit(calibrated).Value, 0.07);
        Temperature bold = Temperature.Fit(calibrated.DividedBy(1 / 3.0));
        Assert.Equal(3, bold.Value, 0.2);
        Assert.True(bold.LossAfter < bold.LossBefore - 0.1);
        Assert.Equal(4000, bold.Pictures);
    }

    [Fact]
    public void Pictures_all_named_right_do_not_ask_for_certainty_and_none_ask_for_what_was_expected()
    {
        LabelledLogits right = new([2, 0, 0, 2, 2, 0], [0, 1, 0]);
        Assert.InRange(Temperature.Fit(right).Value, 0.3, 1);
        Assert.Equal(0.8, Temperature.Fit(new([], []), expected: 0.8).Value);
        Assert.InRange(Temperature.Fit(right, expected: 2).Value, 0.6, 2);
    }

    [Fact]
    public void The_loss_is_the_cross_entropy()
    {
        LabelledLogits one = new([1, 3, 0], [0]);
        double sum = Math.Exp(0.5) + Math.Exp(1.5) + 1;
        Assert.Equal(Math.Log(sum) - 0.5, Temperature.Loss(one, 2), 6);
    }

    [Fact]
    public void The_calibration_error_is_the_gap_in_each_bin_weighed_by_its_pictures()
    {
        // ln 3 against 0 is a probability of 3/4; three of four right are calibrated, one of four is not.
        float logit = MathF.Log(3);
        LabelledLogits good = new([logit, 0, logit, 0, logit, 0, logit, 0], [0, 0, 0, 1]), bad = good with { Labels = [0, 1, 1, 1] };
        Assert.Equal(0, CalibrationError.Of(good).Value, 6);
        Assert.Equal(0.5, CalibrationError.Of(bad).Value, 6);
        ReliabilityBin bin = CalibrationError.Of(bad).Bins.Single(bin => bin.Count > 0);
        Assert.Equal((4, 0.25), (bin.Count, bin.Accuracy));
        Assert.InRange(0.75, bin.Low, bin.High);
        Assert.Equal(15, CalibrationError.Of(bad).Bins.Count);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(2000)]
    public void The_floor_is_what_right_probabilities_show_by_chance(int count)
    {
        Random random = new(5);
        CalibrationError[] drawn = [.. Enumerable.Range(0, 300).Select(_ => CalibrationError.Of(Drawn(random, count, 1)))];
        double mean = drawn.Average(each => each.Value);
        Assert.InRange(drawn.Average(each => each.Floor), 0.93 * mean, 1.07 * mean);
    }

    internal static LabelledLogits Drawn(Random random, int count, float scale)
    {
        float[] logits = new float[count * 2];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            double logit = (random.NextDouble() * 8) - 4;
            logits[2 * i] = scale * (float)logit;
            labels[i] = random.NextDouble() < 1 / (1 + Math.Exp(-logit)) ? 0 : 1;
        }
        return new(logits, labels);
    }
}
