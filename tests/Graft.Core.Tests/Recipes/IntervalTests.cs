using Graft.Recipes;

namespace Graft.Core.Tests.Recipes;

public class IntervalTests
{
    private static readonly StepScale Scale = new(47, 32, 282);

    [Theory]
    [InlineData("600s", 600)]
    [InlineData("10m", 600)]
    [InlineData("1.5 hours", 5400)]
    [InlineData("0.5 seconds", 0.5)]
    public void The_clock_is_read_in_seconds_minutes_and_hours(string text, double seconds)
    {
        Interval interval = Interval.Parse(text);
        Assert.Equal(TimeSpan.FromSeconds(seconds), interval.Time);
        Assert.Equal(interval, Interval.Parse(interval.ToString()));
        Assert.False(interval.IsDue(1, TimeSpan.FromSeconds(seconds * 0.99), Scale));
        Assert.True(interval.IsDue(1, TimeSpan.FromSeconds(seconds), Scale));
    }

    [Theory]
    [InlineData("3 steps", new long[] { 3, 6, 9 })]
    [InlineData("1 epoch", new long[] { 47, 94, 141, 188, 235, 282 })]
    [InlineData("0.5 epochs", new long[] { 24, 47, 71, 94, 118, 141, 165, 188, 212, 235, 259, 282 })]
    [InlineData("never", new long[0])]
    public void By_work_the_steps_are_a_function_of_the_step_alone(string text, long[] due)
    {
        long last = text == "3 steps" ? 10 : 282;
        Interval interval = Interval.Parse(text);
        Assert.Equal(due, from step in Enumerable.Range(1, (int)last) where interval.IsDue(step, TimeSpan.MaxValue, Scale) select (long)step);
        Assert.Equal(text, interval.ToString());
    }

    [Fact]
    public void Asked_less_often_it_is_due_once_for_all_that_was_passed()
    {
        Interval interval = Interval.Steps(30);
        long[] due = [.. Enumerable.Range(1, 12).Select(i => i * 25L).Where(step => interval.IsDue(step, TimeSpan.Zero, Scale, previous: step - 25))];
        Assert.Equal([50, 75, 100, 125, 150, 200, 225, 250, 275, 300], due);
    }

    [Theory]
    [InlineData("600", "the interval '600' has no unit. Write '600s', '10m', '1h', '500 steps', '1 epoch' or 'never'.")]
    [InlineData("often", "'often' is no interval. Write '600s', '10m', '1h', '500 steps', '1 epoch' or 'never'.")]
    [InlineData("20%", "the interval '20%' has an unknown unit, '%'. Write '600s', '10m', '1h', '500 steps', '1 epoch' or 'never'.")]
    [InlineData("-5s", "the interval '-5s' is not possible; it lies above 0 s and below 30 years. Write '600s', '10m', '1h', '500 steps', '1 epoch' or 'never'.")]
    [InlineData("0 steps", "the interval '0 steps' is nothing; intervals are more than 0. Write 'never' to switch it off.")]
    public void Names_the_law_broken(string text, string message) => Assert.Equal(message, Assert.Throws<RecipeException>(() => Interval.Parse(text)).Message);
}
