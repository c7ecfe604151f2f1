using System.Text.Json;
using Graft.Recipes;

namespace Graft.Core.Tests.Recipes;

public class ScheduleTests
{
    private static readonly JsonElement Torch = JsonDocument.Parse(File.ReadAllBytes(Fixture.PathOf("schedules.json"))).RootElement;

    public static TheoryData<string> TorchCases => [.. Torch.GetProperty("cases").EnumerateArray().Select(each => each.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(TorchCases))]
    public void Every_step_has_the_rate_that_torch_gives(string name)
    {
        JsonElement expected = Torch.GetProperty("cases").EnumerateArray().Single(each => each.GetProperty("name").GetString() == name);
        Recipe recipe = new Recipe().With("training.schedule", expected.GetProperty("options").GetRawText());
        long total = Torch.GetProperty("total").GetInt64();
        Schedule schedule = new(recipe.Training.Schedule, Torch.GetProperty("rate").GetDouble(), new StepScale(10, 32, total));
        double[] rates = [.. expected.GetProperty("rates").EnumerateArray().Select(each => each.GetDouble())];
        Assert.Equal(total, rates.Length);
        for (int step = 0; step < total; step++)
        {
            Assert.Equal(rates[step], schedule.RateAt(step), 1e-14);
        }
    }

    [Theory]
    [InlineData(ScheduleType.Constant, 1, 1, 1)]
    [InlineData(ScheduleType.Step, 1, 0.5, 0.25)] // halved every 7 steps
    [InlineData(ScheduleType.Linear, 1, 0.6, 0.4)] // 1 − 0.8 · (step − 10) / 20
    [InlineData(ScheduleType.Polynomial, 1, 0.4, 0.25)] // 0.2 + 0.8 · (1 − x)²
    [InlineData(ScheduleType.Cosine, 1, 0.6, 0.3171572875253810)] // 0.2 + 0.8 · (1 + cos πx)/2
    public void After_the_warm_up_the_shape_runs_to_its_end(ScheduleType type, double first, double half, double threeQuarters)
    {
        Schedule schedule = new(new() { Type = type, Warmup = Duration.Steps(10), Start = 0.1, End = 0.2, Power = 2, Factor = 0.5, Every = Duration.Steps(type == ScheduleType.Step ? 7 : 10) }, 1, new StepScale(10, 32, 30));
        Assert.Equal(0.1, schedule.RateAt(0), 1e-15);
        Assert.Equal(0.55, schedule.RateAt(5), 1e-15);
        Assert.Equal(first, schedule.RateAt(10), 1e-15);
        Assert.Equal(half, schedule.RateAt(20), 1e-15);
        Assert.Equal(threeQuarters, schedule.RateAt(25), 1e-15);
        Assert.Equal(schedule.RateAt(29), schedule.RateAt(1000), 1e-15);
    }

    [Fact]
    public void Steps_do_not_fall_below_the_end() =>
        Assert.Equal(0.2, new Schedule(new() { Type = ScheduleType.Step, Warmup = Duration.Zero, Factor = 0.1, Every = Duration.Steps(1), End = 0.2 }, 1, new StepScale(1, 1, 9)).RateAt(8), 1e-15);

    [Theory]
    [InlineData(ScheduleType.OneCycle, "0%")]
    [InlineData(ScheduleType.OneCycle, "100%")]
    [InlineData(ScheduleType.Cosine, "100%")]
    [InlineData(ScheduleType.Linear, "0%")]
    public void A_run_of_one_step_has_a_rate(ScheduleType type, string warmup)
    {
        double rate = new Schedule(new() { Type = type, Warmup = Duration.Parse(warmup) }, 1, new StepScale(1, 1, 1)).RateAt(0);
        Assert.InRange(rate, 0.04, 1);
    }

    [Fact]
    public void A_warm_up_longer_than_the_run_is_named()
    {
        RecipeException error = Assert.Throws<RecipeException>(() => new Schedule(new() { Warmup = Duration.Epochs(3) }, 1, new StepScale(10, 32, 20)));
        Assert.Equal("training.schedule.warmup is 3 epochs, which is 30 steps, but the whole run has 20. Shorten the warm-up, or give it in percent.", error.Message);
    }

    [Fact]
    public void A_run_without_a_step_is_named()
    {
        RecipeException error = Assert.Throws<RecipeException>(() => new Schedule(new(), 1, new StepScale(10, 32, 0)));
        Assert.Equal("training.length comes to no step at all; a schedule needs at least one. Train longer, or with a smaller batch.", error.Message);
    }

    [Fact]
    public void A_step_length_of_nothing_is_named()
    {
        RecipeException error = Assert.Throws<RecipeException>(() => new Schedule(new() { Type = ScheduleType.Step, Every = Duration.Zero }, 1, new StepScale(10, 32, 20)));
        Assert.Equal("training.schedule.every is 0 steps; the rate must stay for at least one step. Give it in epochs, as '2 epochs'.", error.Message);
    }
}
