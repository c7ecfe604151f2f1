using Graft.Recipes;

namespace Graft.Imaging;

/// <summary>Chooses a split for pictures that have none, and holds out a validation set from training where none is given.</summary>
/// <remarks>
/// Each picture draws a number from its own key, so its split hangs on nothing but its key: adding or removing others moves none. Classes are treated one by one.
/// The exception is a class so small that none of its pictures was drawn: it gives up the one with the lowest number, so that every class of two or more is validated
/// (and every class of three or more tested, where the test set is chosen too).
/// </remarks>
internal static class SplitByHash
{
    public static void Assign(List<Entry> entries, DatasetOptions options)
    {
        (double validation, double test) = (options.ValidateOnTest ? 0 : options.ValidationFraction, options.TestFraction);
        if (validation is not (>= 0 and < 1) || test is not (>= 0 and < 1) || validation + test >= 1)
        {
            throw new DatasetException($"the validation fraction is {validation} and the test fraction {test}: each lies in 0 … 1, and together they leave something to train on. Make them smaller.");
        }
        bool given = entries.Exists(entry => entry.Split == Split.Validation);
        foreach (IGrouping<(int, bool), Entry> pool in entries.Where(entry => entry.Split is null || (entry.Split == Split.Train && !given)).GroupBy(entry => (entry.Label, entry.Split is null)))
        {
            Assign([.. pool.Select(entry => (Draw(entry.Key, options.SplitSeed), entry)).OrderBy(pair => pair.Item1)], given ? 0 : validation, pool.First().Split is null ? test : 0);
        }
    }

    private static double Draw(string key, long seed) => new AddressedRandom(seed, AddressedRandom.Word(key)).NextDouble();

    private static void Assign((double Draw, Entry Entry)[] drawn, double validation, double test)
    {
        foreach ((double draw, Entry entry) in drawn)
        {
            entry.Split = draw < validation ? Split.Validation : draw < validation + test ? Split.Test : Split.Train;
        }
        bool Lacks(Split split) => !Array.Exists(drawn, pair => pair.Entry.Split == split);
        if (validation > 0 && drawn.Length >= 2 && Lacks(Split.Validation))
        {
            drawn[0].Entry.Split = Split.Validation;
        }
        if (test > 0 && drawn.Length >= 3 && Lacks(Split.Test))
        {
            drawn.First(pair => pair.Entry != drawn[0].Entry).Entry.Split = Split.Test;
        }
        if (Lacks(Split.Train))
        {
            drawn[^1].Entry.Split = Split.Train;
        }
    }
}
