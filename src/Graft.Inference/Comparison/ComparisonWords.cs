using System.Globalization;

namespace Graft.Inference.Comparison;

/// <summary>What a comparison found, as sentences.</summary>
public static class ComparisonWords
{
    extension(RunComparison comparison)
    {
        /// <summary>What can be said of all of them, in one sentence or two.</summary>
        public string Verdict()
        {
            if (comparison.Names.Count == 2)
            {
                return comparison.Sentence(comparison.Pairs[0]);
            }
            string best = comparison.Names[comparison.Best];
            PairedComparison[] open = [.. comparison.Pairs.Where(pair => (pair.First == comparison.Best || pair.Second == comparison.Best) && !pair.IsReal)];
            return open.Length == 0 ? $"{best} is better than every other, and the differences are real."
                : $"{best} has the highest accuracy, but chance may explain its lead over {string.Join(", ", open.Select(pair => comparison.Names[pair.First == comparison.Best ? pair.Second : pair.First]))}.";
        }

        /// <summary>What can be said of a pair.</summary>
        public string Sentence(PairedComparison pair)
        {
            bool turned = pair.Difference < 0;
            (string better, string worse) = turned ? (comparison.Names[pair.First], comparison.Names[pair.Second]) : (comparison.Names[pair.Second], comparison.Names[pair.First]);
            int disagreed = pair.OnlyFirst + pair.OnlySecond, forBetter = turned ? pair.OnlyFirst : pair.OnlySecond;
            (double low, double high) = turned ? (-pair.High, -pair.Low) : (pair.Low, pair.High);
            string interval = string.Create(CultureInfo.InvariantCulture, $"95 % interval {Points(low)} to {Points(high)}");
            string counts = disagreed == 0 ? "they name every picture right or wrong alike" : $"of the {disagreed} pictures that only one of them names right, {forBetter} are for {better}";
            return pair.IsReal
                ? string.Create(CultureInfo.InvariantCulture, $"{better} is better than {worse} by {100 * Math.Abs(pair.Difference):0.0} points ({interval}), and the difference is real: p = {Chance(pair.Adjusted)}; {counts}.")
                : string.Create(CultureInfo.InvariantCulture, $"No real difference is seen between {worse} and {better}: {Points(Math.Abs(pair.Difference))} points ({interval}), p = {Chance(pair.Adjusted)}; {counts}.");
        }
    }

    /// <summary>A difference in percentage points with its sign.</summary>
    public static string Points(double difference) => string.Create(CultureInfo.InvariantCulture, $"{100 * difference:+0.0;−0.0;0.0}");

    /// <summary>A probability with two figures, small ones by their power of ten.</summary>
    public static string Chance(double probability) => probability switch
    {
        >= 0.095 => probability.ToString("0.00", CultureInfo.InvariantCulture),
        >= 0.00095 => probability.ToString("0.0000", CultureInfo.InvariantCulture).TrimEnd('0'),
        _ => probability.ToString("0.0e0", CultureInfo.InvariantCulture),
    };
}
