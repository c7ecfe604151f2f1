namespace Graft.Recipes;

/// <summary>The side of the square that pictures are made to while training: in pixels ("160"), or as a share of evaluation's ("80%"), which networks of any size understand.</summary>
/// <remarks>A share of 100 % is evaluation's own side. Another one comes to a multiple of 16 pixels, since networks halve their pictures four or five times.</remarks>
public readonly record struct TrainingSide : IParsable<TrainingSide>
{
    private const int Multiple = 16, Least = 16, Most = 4096;
    private const string Forms = "Write '160' for pixels, or '80%' of the side of evaluation.";

    private readonly int? pixels;
    private readonly double lacking; // so that the default is 100 %

    private TrainingSide(int? pixels, double share) => (this.pixels, lacking) = (pixels, 100 - share);

    public static TrainingSide Full => default;

    /// <summary>Whether a certain number of pixels is asked for, which a network has to take; otherwise one that does not take a share keeps evaluation's.</summary>
    public bool IsFixed => pixels is not null;

    /// <summary>Whether it is evaluation's own.</summary>
    public bool IsFull => pixels is null && lacking == 0;

    /// <summary>The part of evaluation's side; null where pixels are asked for.</summary>
    public double? Share => pixels is null ? (100 - lacking) / 100 : null;

    public static TrainingSide Pixels(int side) => side is >= Least and <= Most ? new(side, 100)
        : throw new RecipeException($"a side of {side} pixels is out of bounds; it lies in {Least} to {Most}. {Forms}");

    public static TrainingSide Percent(double share) => share is >= 25 and <= 200 ? new(null, share)
        : throw new RecipeException($"a side of {AmountText.Number(share)}% of evaluation's is out of bounds; it lies in 25% to 200%. {Forms}");

    /// <summary>The side in pixels.</summary>
    /// <param name="evaluation">Evaluation's.</param>
    public int For(int evaluation) => pixels ?? (lacking == 0 ? evaluation : Math.Clamp(Multiple * (int)Math.Round(evaluation * (100 - lacking) / 100 / Multiple), Least, Most));

    /// <exception cref="RecipeException">The text is no side.</exception>
    public static TrainingSide Parse(string text, IFormatProvider? provider = null)
    {
        return !AmountText.TrySplit(text, out double amount, out string unit) ? throw NoSide()
            : unit switch
            {
                "%" or "percent" => Percent(amount),
                "" or "px" or "pixels" when amount == Math.Floor(amount) && Math.Abs(amount) < int.MaxValue => Pixels((int)amount),
                _ => throw NoSide(),
            };

        RecipeException NoSide() => new($"'{text}' is no side of a picture. {Forms}");
    }

    public static bool TryParse(string? text, IFormatProvider? provider, out TrainingSide result) => RecipeText.TryParse(text, out result);

    /// <summary>What <see cref="Parse"/> reads back.</summary>
    public override string ToString() => pixels is { } side ? AmountText.Number(side) : $"{AmountText.Number(100 - lacking)}%";
}
