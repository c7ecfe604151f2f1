namespace Graft.Inference.Comparison;

/// <summary>The pictures that several classifiers named, each with its place among the outcomes of every one of them.</summary>
public sealed class CommonPictures
{
    private CommonPictures(string[] keys, string[] labels, int[] actual, int[][] rows, int passedOver) =>
        (Keys, Labels, Actual, Rows, PassedOver) = (keys, labels, actual, rows, passedOver);

    /// <summary>The pictures' paths within the data set.</summary>
    public IReadOnlyList<string> Keys { get; }

    /// <summary>The class names of the first classifier.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>What each picture shows, among those.</summary>
    public IReadOnlyList<int> Actual { get; }

    /// <summary>For each classifier, the number of each picture among its outcomes.</summary>
    internal int[][] Rows { get; }

    public int Count => Keys.Count;

    /// <summary>Pictures that not all of them named.</summary>
    public int PassedOver { get; }

    internal static CommonPictures Of(IReadOnlyList<(string Name, PictureOutcomes Outcomes)> runs, bool onlyCommon)
    {
        Dictionary<(string, long), int>[] places = [.. runs.Select(run => run.Outcomes.Pictures.Index().ToDictionary(picture => (picture.Item.Key, picture.Item.Bytes), picture => picture.Index))];
        int all = places.SelectMany(place => place.Keys).Distinct().Count();
        MeasuredPicture[] common = [.. runs[0].Outcomes.Pictures.Where(picture => places.All(place => place.ContainsKey((picture.Key, picture.Bytes))))];
        if (common.Length == 0)
        {
            throw new EvaluationException($"{Names(runs)} have no picture in common: {Shown(runs[0])}, but {Shown(runs.Skip(1).FirstOrDefault(run => run.Outcomes.Origin.Data != runs[0].Outcomes.Origin.Data, runs[1]))}. Measure them on the same pictures: name these with --data.");
        }
        if (common.Length < all && !onlyCommon)
        {
            string counts = string.Join(", ", runs.Select(run => $"{run.Name} {run.Outcomes.Pictures.Count}"));
            throw new EvaluationException($"{Names(runs)} were not measured on the same pictures: {common.Length} of {all} are common to all ({counts}). Measure them on the same ones with --data, or compare on the common ones with --common.");
        }
        int[][] rows = [.. places.Select(place => common.Select(picture => place[(picture.Key, picture.Bytes)]).ToArray())];
        Require(runs, common, rows);
        return new([.. common.Select(picture => picture.Key)], [.. runs[0].Outcomes.Labels], [.. common.Select(picture => picture.Actual)], rows, all - common.Length);
    }

    /// <summary>A picture must mean the same class to all, whatever number each gives it.</summary>
    private static void Require(IReadOnlyList<(string Name, PictureOutcomes Outcomes)> runs, MeasuredPicture[] common, int[][] rows)
    {
        for (int run = 1; run < runs.Count; run++)
        {
            foreach ((int i, MeasuredPicture picture) in common.Index())
            {
                PictureOutcomes outcomes = runs[run].Outcomes;
                (string one, string other) = (runs[0].Outcomes.Labels[picture.Actual], outcomes.Labels[outcomes.Pictures[rows[run][i]].Actual]);
                if (ClassMatch.Plain(one) != ClassMatch.Plain(other))
                {
                    throw new EvaluationException($"'{picture.Key}' shows '{one}' to {runs[0].Name}, but '{other}' to {runs[run].Name}. Measure both on pictures of the same labels: name these with --data.");
                }
            }
        }
    }

    private static string Names(IReadOnlyList<(string Name, PictureOutcomes Outcomes)> runs) => string.Join(" and ", runs.Select(run => run.Name));

    private static string Shown((string Name, PictureOutcomes Outcomes) run) => $"{run.Name} was measured on {run.Outcomes.Pictures.Count} such as '{run.Outcomes.Pictures.FirstOrDefault()?.Key}'";
}
