namespace Graft.Inference.Comparison;

/// <summary>Several classifiers on the same pictures: which is better, and whether the difference is real.</summary>
/// <remarks>What is compared are these models on such pictures. Whether a recipe is better than another is a question of several seeds of each, which one pair of runs does not answer.</remarks>
public sealed class RunComparison
{
    private RunComparison(string[] names, PictureOutcomes[] outcomes, CommonPictures common)
    {
        (Names, Common) = (names, common);
        Reports = [.. outcomes.Select((each, run) => Report(each, common.Rows[run], common.Labels))];
        (int First, int Second)[] pairs = [.. from first in Enumerable.Range(0, names.Length) from second in Enumerable.Range(first + 1, names.Length - first - 1) select (first, second)];
        PairedComparison[] single = [.. pairs.Select(pair => Compare(outcomes, pair.First, pair.Second))];
        double[] adjusted = Holm.Adjust([.. single.Select(each => each.Probability)]);
        Pairs = [.. single.Select((each, i) => each with { Adjusted = adjusted[i] })];
    }

    /// <summary>What the classifiers are called.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The pictures that all of them named.</summary>
    public CommonPictures Common { get; }

    /// <summary>The accuracies of each on those pictures.</summary>
    public IReadOnlyList<ClassificationReport> Reports { get; }

    /// <summary>Every pair, in order.</summary>
    public IReadOnlyList<PairedComparison> Pairs { get; }

    /// <summary>The one with the highest top-1; of equal ones the first.</summary>
    public int Best => Enumerable.Range(0, Names.Count).MaxBy(run => (Reports[run].Top1.Value, -run));

    /// <summary>The one that is better than every other by more than chance; null where there is none.</summary>
    public int? Winner => Pairs.Where(pair => pair.First == Best || pair.Second == Best).All(pair => pair.IsReal) ? Best : null;

    /// <summary>Compares two classifiers or more.</summary>
    /// <param name="onlyCommon">Whether pictures that one of them did not name are passed over; else they are an error.</param>
    /// <exception cref="EvaluationException">They did not name the same pictures, or the pictures mean different classes.</exception>
    public static RunComparison Of(IReadOnlyList<(string Name, PictureOutcomes Outcomes)> runs, bool onlyCommon = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(runs.Count, 2);
        return new([.. runs.Select(run => run.Name)], [.. runs.Select(run => run.Outcomes)], CommonPictures.Of(runs, onlyCommon));
    }

    private PairedComparison Compare(PictureOutcomes[] outcomes, int first, int second)
    {
        int count = Common.Count;
        double[] accuracy = new double[count], loss = new double[count];
        int[,] only = new int[Common.Labels.Count, 2], right = new int[Common.Labels.Count, 2];
        for (int i = 0; i < count; i++)
        {
            (int a, int b) = (Common.Rows[first][i], Common.Rows[second][i]);
            (bool before, bool after) = (outcomes[first].IsRight(a), outcomes[second].IsRight(b));
            int label = Common.Actual[i];
            accuracy[i] = (after ? 1 : 0) - (before ? 1 : 0);
            loss[i] = outcomes[first].LogProbability(a, outcomes[first].Pictures[a].Actual) - outcomes[second].LogProbability(b, outcomes[second].Pictures[b].Actual);
            only[label, 0] += before && !after ? 1 : 0;
            only[label, 1] += after && !before ? 1 : 0;
            right[label, 0] += before ? 1 : 0;
            right[label, 1] += after ? 1 : 0;
        }
        int[] shown = [.. Enumerable.Range(0, Common.Labels.Count).Where(label => Common.Actual.Contains(label))];
        double[] adjusted = Holm.Adjust([.. shown.Select(label => McNemar.Exact(only[label, 0], only[label, 1]))]);
        (int onlyFirst, int onlySecond) = (shown.Sum(label => only[label, 0]), shown.Sum(label => only[label, 1]));
        ((double low, double high), (double better, double worse)) = (PairedBootstrap.Interval(accuracy), PairedBootstrap.Interval(loss));
        double probability = McNemar.Exact(onlyFirst, onlySecond);
        return new()
        {
            First = first,
            Second = second,
            OnlyFirst = onlyFirst,
            OnlySecond = onlySecond,
            Difference = accuracy.Average(),
            Low = low,
            High = high,
            Probability = probability,
            Adjusted = probability,
            Loss = (loss.Average(), better, worse),
            Classes = [.. shown.Select((label, i) => new ClassChange(Common.Labels[label], Common.Actual.Count(actual => actual == label), only[label, 0], only[label, 1], right[label, 0], right[label, 1], adjusted[i]))],
        };
    }

    private static ClassificationReport Report(PictureOutcomes outcomes, int[] rows, IReadOnlyList<string> labels)
    {
        ClassificationTally tally = new(outcomes.Labels);
        foreach (int row in rows)
        {
            tally.Add(outcomes.LogitsOf(row), [outcomes.Pictures[row].Actual]);
        }
        return tally.Report();
    }
}
