using Graft.Training.Curves;

namespace Graft.Training.Tests.Curves;

public class LearningLawTests
{
    private static readonly double[] PerClass = [1, 2, 5, 10, 20, 50, 135];

    [Theory]
    [InlineData(0.1, 0.6, 0.5)]
    [InlineData(0, 0.7, 0.3)]
    [InlineData(0.2, 0.5, 1.1)]
    public void A_law_is_found_again_from_points_on_it(double floor, double factor, double exponent)
    {
        LearningLaw law = LearningLaw.Fit(PerClass, [.. PerClass.Select(n => floor + (factor * Math.Pow(n, -exponent)))], [.. PerClass.Select(_ => 1.0)]);
        Assert.Equal(exponent, law.Exponent, 0.03);
        Assert.Equal(floor, law.Floor, 0.01);
        Assert.Equal(floor + (factor * Math.Pow(270, -exponent)), law.Error(270), 2e-3); // twice as many as were seen
        Assert.Equal(270, law.PicturesFor(law.Error(270)), 1e-6);
    }

    [Fact]
    public void A_flat_curve_has_nothing_to_gain_and_no_number_reaches_below_its_floor()
    {
        LearningLaw law = LearningLaw.Fit(PerClass, [.. PerClass.Select((_, at) => 0.3 + (at % 2 == 0 ? 0.001 : -0.001))], [.. PerClass.Select(_ => 1.0)]);
        Assert.InRange(law.Error(135) - law.Error(270), 0, 1e-3);
        Assert.Equal(double.PositiveInfinity, law.PicturesFor(0.2));
    }

    [Fact]
    public void Neither_floor_nor_factor_is_negative_whatever_the_points()
    {
        Random random = new(5);
        for (int trial = 0; trial < 200; trial++)
        {
            double[] errors = [.. PerClass.Select(_ => random.NextDouble())], weights = [.. PerClass.Select(_ => 0.1 + random.NextDouble())];
            LearningLaw law = LearningLaw.Fit(PerClass, errors, weights);
            Assert.True(law.Floor >= 0 && law.Factor >= 0, $"{law}");
            Assert.True(Apart(law) <= Apart(new(law.Floor + 1e-4, law.Factor, law.Exponent)) + 1e-9 && Apart(law) <= Apart(new(law.Floor, law.Factor + 1e-4, law.Exponent)) + 1e-9, $"{law} is no minimum");

            double Apart(LearningLaw of) => Enumerable.Range(0, errors.Length).Sum(i => weights[i] * Math.Pow(errors[i] - of.Error(PerClass[i]), 2));
        }
    }
}
