namespace Graft.Recipes;

/// <summary>How often something happens: by the clock ("600s", "10m", "1h"), by work done ("500 steps", "1 epoch"), or "never".</summary>
public readonly record struct Interval : IParsable<Interval>
{
    private const string Forms = "Write '600s', '10m', '1h', '500 steps', '1 epoch' or 'never'.";

    private Interval(TimeSpan? time, Duration? work)
    {
        Time = time;
        Work = work;
    }

    /// <summary>Time between two; null when work is counted.</summary>
    public TimeSpan? Time { get; }

    /// <summary>Steps or epochs between two; null when the clock counts.</summary>
    public Duration? Work { get; }

    public bool IsNever => Time is null && Work is null;

    public static Interval Never => default;

    public static Interval Seconds(double seconds) => seconds is > 0 and < 1e9
        ? new(TimeSpan.FromSeconds(seconds), null)
        : throw new RecipeException($"the interval '{AmountText.Number(seconds)}s' is not possible; it lies above 0 s and below 30 years. {Forms}");

    public static Interval Steps(long steps) => Of(Duration.Steps(steps));

    public static Interval Epochs(double epochs) => Of(Duration.Epochs(epochs));

    /// <summary>Whether it is time, after a step.</summary>
    /// <param name="step">Steps done since the run began; never 0.</param>
    /// <param name="sinceLast">Time since it last happened, or since this process began.</param>
    /// <param name="scale">The run's scale; only the steps per epoch are used.</param>
    /// <param name="previous">Steps done when it was last asked; without one, a step earlier.</param>
    /// <remarks>By work, the answer is a function of the step alone, so that a resumed run does it at the same steps as one never stopped.</remarks>
    public bool IsDue(long step, TimeSpan sinceLast, StepScale scale, long? previous = null)
    {
        if (Time is { } time)
        {
            return sinceLast >= time;
        }
        if (Work is not { } work)
        {
            return false;
        }
        double every = work.Unit == DurationUnit.Epochs ? work.Amount * scale.StepsPerEpoch : work.Amount;
        return Times(step, every) > Times(previous ?? (step - 1), every);
    }

    private static double Times(long step, double every) => Math.Floor((step / every) + 1e-9);

    /// <exception cref="RecipeException">The text is no interval.</exception>
    public static Interval Parse(string text, IFormatProvider? provider = null)
    {
        if (text.Trim().Equals("never", StringComparison.OrdinalIgnoreCase))
        {
            return Never;
        }
        if (!AmountText.TrySplit(text, out double amount, out string unit))
        {
            throw new RecipeException($"'{text}' is no interval. {Forms}");
        }
        return unit switch
        {
            "s" or "second" or "seconds" => Seconds(amount),
            "m" or "min" or "minute" or "minutes" => Seconds(amount * 60),
            "h" or "hour" or "hours" => Seconds(amount * 3600),
            "step" or "steps" or "epoch" or "epochs" => Of(Duration.Parse(text)),
            "" => throw new RecipeException($"the interval '{text}' has no unit. {Forms}"),
            _ => throw new RecipeException($"the interval '{text}' has an unknown unit, '{unit}'. {Forms}"),
        };
    }

    public static bool TryParse(string? text, IFormatProvider? provider, out Interval result) => RecipeText.TryParse(text, out result);

    /// <summary>What <see cref="Parse"/> reads back.</summary>
    public override string ToString() => Time is { } time ? AmountText.Number(time.TotalSeconds) + "s" : Work is { } work ? work.ToString() : "never";

    private static Interval Of(Duration work) =>
        work.IsZero ? throw new RecipeException($"the interval '{work}' is nothing; intervals are more than 0. Write 'never' to switch it off.") : new(null, work);
}
