using Graft.Charts;
using Graft.Runs;

namespace Graft.Inference.Reports;

/// <summary>How a run did on its validation pictures as it went.</summary>
public static class EvaluationCurve
{
    /// <summary>The evaluations of a run, each step's once, in the order of the steps.</summary>
    /// <param name="run">Its folder.</param>
    /// <exception cref="GraftException">There is no run, or its log is damaged.</exception>
    public static IReadOnlyList<Evaluated> Of(string run)
    {
        using RunDirectory opened = RunDirectory.Open(run);
        return [.. Of(JsonLinesLog.Read(opened.LogPath))];
    }

    /// <summary>Top-1 accuracy in percent with its 95 % interval.</summary>
    /// <param name="along">What the horizontal axis counts.</param>
    public static Series Top1(string name, IEnumerable<Evaluated> evaluated, Func<Evaluated, double> along) =>
        new(name, [.. evaluated.Select(each => new ChartPoint(along(each), 100 * each.Top1, 100 * each.Low, 100 * each.High))]);

    internal static IEnumerable<Evaluated> Of(IEnumerable<TrainingEvent> log) => Later(log.OfType<Evaluated>());

    /// <summary>What a run that went on from a checkpoint logged twice counts once.</summary>
    internal static IEnumerable<T> Later<T>(IEnumerable<T> events)
        where T : TrainingEvent, IAtStep => events.GroupBy(each => each.Step).Select(group => group.Last()).OrderBy(each => each.Step);
}
