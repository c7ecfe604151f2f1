namespace Graft.Recipes;

/// <summary>What a <see cref="Duration"/> counts.</summary>
public enum DurationUnit
{
    Steps,
    Epochs,
    Images,

    /// <summary>Of the whole run.</summary>
    Percent,
}

/// <summary>How long something lasts, in the unit that a person thinks in: "6 epochs", "500 steps", "10000 images" or "20%" of the run.</summary>
/// <remarks>Steps and images are whole; epochs may be broken ("0.5 epochs"); percents lie in 0 … 100.</remarks>
public readonly record struct Duration : IParsable<Duration>
{
    private const string Forms = "Write '6 epochs', '500 steps', '10000 images' or '20%'.";

    private Duration(double amount, DurationUnit unit)
    {
        string place = $"the duration '{Print(amount, unit)}'";
        if (!double.IsFinite(amount) || amount < 0)
        {
            throw new RecipeException($"{place} is negative or not finite; durations are 0 or more. {Forms}");
        }
        if (unit is DurationUnit.Steps or DurationUnit.Images && amount != Math.Floor(amount))
        {
            throw new RecipeException($"{place} is broken; steps and images are whole numbers. Round it, or count in epochs.");
        }
        if (unit == DurationUnit.Percent && amount > 100)
        {
            throw new RecipeException($"{place} is more than the whole run; percents lie in 0 to 100.");
        }
        if (amount > MaxAmount)
        {
            throw new RecipeException($"{place} is out of reach; durations are at most {MaxAmount:0}.");
        }
        Amount = amount;
        Unit = unit;
    }

    /// <summary>Beyond it a double no longer tells neighbouring whole numbers apart.</summary>
    private const double MaxAmount = 1e15;

    public double Amount { get; }

    public DurationUnit Unit { get; }

    public bool IsZero => Amount == 0;

    public static Duration Zero => default;

    public static Duration Steps(long count) => new(count, DurationUnit.Steps);

    public static Duration Epochs(double count) => new(count, DurationUnit.Epochs);

    public static Duration Images(long count) => new(count, DurationUnit.Images);

    public static Duration Percent(double percent) => new(percent, DurationUnit.Percent);

    /// <summary>The same in optimizer steps; what does not come out even is rounded up, so that nothing but zero is zero steps.</summary>
    /// <exception cref="RecipeException">A percentage of a run whose length is not known yet.</exception>
    public long InSteps(StepScale scale)
    {
        double steps = Unit switch
        {
            DurationUnit.Steps => Amount,
            DurationUnit.Epochs => Amount * scale.StepsPerEpoch,
            DurationUnit.Images => Amount / scale.ImagesPerStep,
            _ => scale.Total is { } total
                ? Amount / 100 * total
                : throw new RecipeException($"'{this}' is a part of the run, but the run's own length is asked for. Give training.length in epochs, steps or images."),
        };
        // 0.1 · 470 is 47.00000000000001 in binary and still means 47.
        return (long)Math.Ceiling(Math.Round(steps, 6));
    }

    /// <exception cref="RecipeException">The text is no duration.</exception>
    public static Duration Parse(string text, IFormatProvider? provider = null)
    {
        if (!AmountText.TrySplit(text, out double amount, out string unit))
        {
            throw new RecipeException($"'{text}' is no duration. {Forms}");
        }
        return unit switch
        {
            "epochs" or "epoch" => Epochs(amount),
            "steps" or "step" => new(amount, DurationUnit.Steps),
            "images" or "image" => new(amount, DurationUnit.Images),
            "%" or "percent" => Percent(amount),
            "" when amount == 0 => Zero,
            "" => throw new RecipeException($"the duration '{text}' has no unit. {Forms}"),
            _ => throw new RecipeException($"the duration '{text}' has an unknown unit, '{unit}'. {Forms}"),
        };
    }

    public static bool TryParse(string? text, IFormatProvider? provider, out Duration result) => RecipeText.TryParse(text, out result);

    /// <summary>What <see cref="Parse"/> reads back.</summary>
    public override string ToString() => Print(Amount, Unit);

    private static string Print(double amount, DurationUnit unit) =>
        unit == DurationUnit.Percent ? AmountText.Number(amount) + "%" : AmountText.Counted(amount, unit.ToString().ToLowerInvariant());
}
