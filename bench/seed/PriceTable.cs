using System.Globalization;

namespace Graft.Seed;

/// <summary>What each mistake costs: the difference within each seed, its mean, and the 95 % interval of that mean over the seeds (Student's t).</summary>
internal static class PriceTable
{
    /// <summary>97.5 % quantiles of Student's t for 1 … 9 degrees of freedom.</summary>
    private static readonly double[] Quantiles = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

    private static readonly (string Mistake, string With, string Without)[] Rows =
    [
        ("1 input in [0, 1] without the mean, weights in VGG's units", "input-scale", "repaired"),
        ("1 the same, weights in torchvision's units", "own-input-scale", "repaired"),
        ("2 pixels in 0 … 255 at inference, after 1, in VGG's units", "input-and-inference-scale", "input-scale"),
        ("2 the same, in torchvision's units", "own-input-and-inference-scale", "own-input-scale"),
        ("3 misplaced crop at inference", "crop", "repaired"),
        ("4 cubic resampling at inference", "resampling", "repaired"),
        ("5 dead weight decay", "dead-decay", "repaired"),
        ("6 the best of the test pictures reported, against the state that validation chooses", "best-of-test", "repaired"),
        ("6 nothing held out, the last state taken", "test-watched", "repaired"),
        ("6 the last state instead of the one that validation chooses", "last-state", "repaired"),
        ("6 the pictures that do not fill a batch of 128 left out of the figure", "remainder", "repaired"),
        ("8 the position lost in the middle of each epoch but the first", "lost-position", "repaired"),
        ("10 no mirror images", "no-flip", "repaired"),
        ("all of them (but 8 and 9), as inference.py runs it", "all", "repaired"),
        ("all of them, as its own log has it", "all-claimed", "repaired"),
    ];

    public static void Write(Measurements measured, int seeds, TextWriter to)
    {
        int[] numbers = [.. Enumerable.Range(1, seeds)];
        to.WriteLine("| | with | without | difference (95 %) | by seed |");
        to.WriteLine("|---|---|---|---|---|");
        foreach ((string mistake, string with, string without) in Rows)
        {
            double[] made = [.. numbers.Select(seed => 100 * measured[$"{with}/{seed}"])], repaired = [.. numbers.Select(seed => 100 * measured[$"{without}/{seed}"])];
            double[] differences = [.. made.Zip(repaired, (one, other) => one - other)];
            to.WriteLine($"| {mistake} | {Number(made.Average())} | {Number(repaired.Average())} | {Signed(differences.Average())}{Interval(differences)} | {string.Join(", ", differences.Select(Signed))} |");
        }
    }

    private static string Interval(double[] values)
    {
        if (values.Length < 2)
        {
            return "";
        }
        double mean = values.Average(), deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
        double half = Quantiles[Math.Min(values.Length - 1, Quantiles.Length) - 1] * deviation / Math.Sqrt(values.Length);
        return $" ({Signed(mean - half)} to {Signed(mean + half)})";
    }

    private static string Number(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Signed(double value) => value.ToString("+0.0;−0.0;0.0", CultureInfo.InvariantCulture);
}
