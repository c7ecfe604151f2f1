using System.Globalization;
using Graft.Graphs;
using Graft.Onnx;
using Graft.Recipes;
using Graft.Runs;
using Graft.Weights;

namespace Graft.Inference.Reports;

/// <summary>All that is known of a run when its report is written.</summary>
/// <param name="Run">The run.</param>
/// <param name="Recipe">What was asked of it.</param>
/// <param name="Log">What happened, in order.</param>
/// <param name="Model">The trained network; null where there is none yet.</param>
/// <param name="Load">What became of the pretrained weights; null where none were loaded.</param>
/// <param name="Measured">What the model says of its pictures; null where that is not known.</param>
/// <param name="Missing">Why it is not known, as a sentence.</param>
internal sealed record ReportFacts(RunDirectory Run, Recipe Recipe, IReadOnlyList<TrainingEvent> Log, Graph? Model, LoadReport? Load, MeasuredSplit? Measured, string? Missing)
{
    /// <summary>What is known without looking at a picture.</summary>
    /// <exception cref="GraftException">There is no run, or what it says of itself is damaged.</exception>
    public static ReportFacts Of(RunDirectory run)
    {
        Graph? model = File.Exists(run.ModelPath) ? OnnxReader.Read(run.ModelPath) : null;
        TrainingEvent[] log = File.Exists(run.LogPath) ? [.. JsonLinesLog.Read(run.LogPath).Where(each => each is not FeaturesMeasured and not ImageDrawn)] : [];
        return new(run, run.Recipe, log, model, File.Exists(run.LoadReportPath) ? LoadReport.Load(run.LoadReportPath) : null, null, null);
    }

    /// <summary>Another run, whose accuracy is drawn beside this one's, and what it is called.</summary>
    public (string Name, IReadOnlyList<TrainingEvent> Log)? Beside { get; init; }

    public RunStarted? Started => Log.OfType<RunStarted>().FirstOrDefault();

    public RunEnded? Ended => Log.OfType<RunEnded>().LastOrDefault();

    /// <summary>Seconds that training took; null while it is under way.</summary>
    public double? Seconds => Ended is { Seconds: > 0 } ended ? ended.Seconds : Run.Info.Took?.TotalSeconds;

    public HeadProbed? Head => Log.OfType<HeadProbed>().LastOrDefault();

    /// <summary>What the logits were divided by so that the probabilities fit the validation pictures; null where the model does not say.</summary>
    public double? Temperature => new[] { ModelTrust.TemperatureKey, "trained.temperature" }
        .Select(key => Model?.Provenance.GetValueOrDefault(key))
        .Select(text => double.TryParse(text, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) && number > 0 ? number : (double?)null)
        .FirstOrDefault(number => number is not null);

    /// <summary>The evaluation whose weights were kept: the best, or the last where none was.</summary>
    public Evaluated? Kept => Log.OfType<Evaluated>().LastOrDefault(each => each.IsBest) ?? Log.OfType<Evaluated>().LastOrDefault();
}
