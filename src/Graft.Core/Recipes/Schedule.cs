namespace Graft.Recipes;

/// <summary>The learning rate as a pure function of the step: nothing is carried along, so a resumed run needs no state for it.</summary>
/// <remarks>
/// Steps count from 0 to total − 1. The warm-up takes W steps, from start · rate in a straight line; step W is the first at the full rate, and from there the shape runs over the remaining T = total − W steps:
/// at x = (step − W) / T, cosine is end + (1 − end)(1 + cos πx)/2 (Loshchilov and Hutter 2017, equation 5, without restarts; PyTorch's CosineAnnealingLR with T_max = T),
/// polynomial end + (1 − end)(1 − x)^power, linear the same with power 1, step factor^⌊(step − W)/every⌋ but at least end.
/// The end itself would be reached at step T, one after the last, as in PyTorch. One-cycle (Smith and Topin 2018) follows PyTorch's OneCycleLR with two phases: the top is step W − 1 and the last step is at the end.
/// </remarks>
public sealed class Schedule
{
    private readonly ScheduleOptions options;
    private readonly double rate;
    private readonly long total;
    private readonly long warmup;
    private readonly long every;

    /// <param name="options">The shape.</param>
    /// <param name="rate">The highest rate.</param>
    /// <param name="scale">The run, its total known.</param>
    /// <exception cref="RecipeException">The run has no step, or the warm-up is longer than the run.</exception>
    public Schedule(ScheduleOptions options, double rate, StepScale scale)
    {
        this.options = options;
        this.rate = rate;
        total = scale.Total ?? throw new ArgumentException("the scale has no total", nameof(scale));
        if (total < 1)
        {
            throw new RecipeException("training.length comes to no step at all; a schedule needs at least one. Train longer, or with a smaller batch.");
        }
        warmup = options.Warmup.InSteps(scale);
        if (warmup > total)
        {
            throw new RecipeException($"training.schedule.warmup is {options.Warmup}, which is {warmup} steps, but the whole run has {total}. Shorten the warm-up, or give it in percent.");
        }
        every = options.Every.InSteps(scale);
        if (every < 1 && options.Type == ScheduleType.Step)
        {
            throw new RecipeException($"training.schedule.every is {options.Every}; the rate must stay for at least one step. Give it in epochs, as '2 epochs'.");
        }
    }

    /// <summary>The rate of a step, counted from 0. Steps after the last have the rate of the last.</summary>
    public double RateAt(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        step = Math.Min(step, total - 1);
        return rate * (options.Type == ScheduleType.OneCycle ? Cycle(step) : step < warmup ? Between(options.Start, 1, (double)step / warmup) : Shape(step - warmup));
    }

    private double Shape(long step)
    {
        double progress = (double)step / (total - warmup);
        return options.Type switch
        {
            ScheduleType.Step => Math.Max(options.End, Math.Pow(options.Factor, step / every)),
            ScheduleType.Polynomial => Between(options.End, 1, Math.Pow(1 - progress, options.Power)),
            ScheduleType.Cosine => Wave(1, options.End, progress),
            ScheduleType.Linear => Between(1, options.End, progress),
            _ => 1,
        };
    }

    private double Cycle(long step)
    {
        long top = Math.Max(0, warmup - 1);
        return step < top ? Wave(options.Start, 1, (double)step / top)
            : step == top ? 1
            : Wave(1, options.End, (double)(step - top) / (total - 1 - top));
    }

    private static double Between(double from, double to, double progress) => from + ((to - from) * progress);

    private static double Wave(double from, double to, double progress) => to + ((from - to) * (1 + Math.Cos(Math.PI * progress)) / 2);
}
