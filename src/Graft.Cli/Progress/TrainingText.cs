using System.Globalization;
using Graft.Runs;

namespace Graft.Cli.Progress;

/// <summary>Events of a run in words.</summary>
internal static class TrainingText
{
    public static string Of(RunStarted started)
    {
        string counts = $"{started.Model}: {started.Classes} classes, {started.TrainingImages} training pictures, {started.ValidationImages} held out, {Amounts.Count(started.Parameters)} weights trained";
        string where = started.Step > 0 ? $"going on at step {started.Step} of {started.TotalSteps}" : $"{started.TotalSteps} steps, {started.StepsPerEpoch} an epoch";
        return string.Join('\n', new[] { counts, started.Description, started.TotalSteps > 0 ? where : null }.Where(line => line is not null));
    }

    public static string Of(Planned planned) => string.Join('\n', planned.Reasons.Select(reason => $"plan: {reason}"));

    public static string Of(HeadProbed head) =>
        string.Create(CultureInfo.InvariantCulture, $"head fitted to the features of {head.Images} pictures in {Amounts.Duration(TimeSpan.FromSeconds(head.Seconds))}: {Amounts.Percent(head.Accuracy)} of them right, loss {head.Loss:0.000}");

    public static string Of(Evaluated evaluated, TrainingPace pace)
    {
        string held = string.Create(CultureInfo.InvariantCulture, $"held out {Amounts.Percent(evaluated.Top1)} ({100 * evaluated.Low:0}–{100 * evaluated.High:0}), loss {evaluated.Loss:0.000}");
        return evaluated.Step == 0 ? held : string.Create(CultureInfo.InvariantCulture, $"epoch {evaluated.Epoch,4:0.#}  {Trained(pace)}  {held}{(evaluated.IsBest ? "  kept" : "")}");
    }

    /// <summary>What the training pictures say.</summary>
    public static string Trained(TrainingPace pace) =>
        string.Create(CultureInfo.InvariantCulture, $"loss {pace.Loss ?? 0:0.000}{(pace.Accuracy is { } accuracy ? $" ({100 * accuracy:0} % right)" : "")}");
}
