using Graft.Recipes;

namespace Graft.Core.Tests.Recipes;

public class DurationTests
{
    // 47 steps an epoch of 32 pictures each, 6 epochs in all.
    private static readonly StepScale Scale = new(47, 32, 282);

    [Theory]
    [InlineData("6 epochs", 282)]
    [InlineData("1 epoch", 47)]
    [InlineData("0.5 epochs", 24)]
    [InlineData("0.1epochs", 5)]
    [InlineData("500 steps", 500)]
    [InlineData("1 step", 1)]
    [InlineData("10000 images", 313)]
    [InlineData("64 images", 2)]
    [InlineData("20%", 57)]
    [InlineData("50 percent", 141)]
    [InlineData("0", 0)]
    [InlineData("0%", 0)]
    public void Comes_to_steps_rounded_up(string text, long steps) => Assert.Equal(steps, Duration.Parse(text).InSteps(Scale));

    [Theory]
    [InlineData(0.1, 470, 47)]
    [InlineData(0.7, 10, 7)]
    [InlineData(1.1, 10, 11)]
    public void A_binary_fraction_does_not_add_a_step(double epochs, long perEpoch, long steps) => Assert.Equal(steps, Duration.Epochs(epochs).InSteps(new StepScale(perEpoch, 1)));

    [Theory]
    [InlineData("6 epochs")]
    [InlineData("1 epoch")]
    [InlineData("2.5 epochs")]
    [InlineData("500 steps")]
    [InlineData("10000 images")]
    [InlineData("12.5%")]
    [InlineData("0 steps")]
    public void Prints_what_it_was_read_from(string text) => Assert.Equal(text, Duration.Parse(text).ToString());

    [Theory]
    [InlineData("6", "the duration '6' has no unit. Write '6 epochs', '500 steps', '10000 images' or '20%'.")]
    [InlineData("", "'' is no duration. Write '6 epochs', '500 steps', '10000 images' or '20%'.")]
    [InlineData("six epochs", "'six epochs' is no duration. Write '6 epochs', '500 steps', '10000 images' or '20%'.")]
    [InlineData("6 weeks", "the duration '6 weeks' has an unknown unit, 'weeks'. Write '6 epochs', '500 steps', '10000 images' or '20%'.")]
    [InlineData("-1 epochs", "the duration '-1 epochs' is negative or not finite; durations are 0 or more. Write '6 epochs', '500 steps', '10000 images' or '20%'.")]
    [InlineData("1.5 steps", "the duration '1.5 steps' is broken; steps and images are whole numbers. Round it, or count in epochs.")]
    [InlineData("120%", "the duration '120%' is more than the whole run; percents lie in 0 to 100.")]
    [InlineData("1000000000000000000 steps", "the duration '1000000000000000000 steps' is out of reach; durations are at most 1000000000000000.")]
    public void Names_the_law_broken(string text, string message)
    {
        Assert.Equal(message, Assert.Throws<RecipeException>(() => Duration.Parse(text)).Message);
        Assert.False(Duration.TryParse(text, null, out _));
    }

    [Fact]
    public void The_length_of_a_run_is_no_percentage()
    {
        RecipeException error = Assert.Throws<RecipeException>(() => StepScale.Of(Duration.Percent(20), 47, 32));
        Assert.Equal("'20%' is a part of the run, but the run's own length is asked for. Give training.length in epochs, steps or images.", error.Message);
        Assert.Equal(282, StepScale.Of(Duration.Epochs(6), 47, 32).Total);
    }
}
