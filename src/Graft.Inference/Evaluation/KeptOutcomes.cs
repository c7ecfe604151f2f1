using System.Diagnostics;
using Graft.Imaging;
using Graft.Runs;

namespace Graft.Inference;

/// <summary>Measures the model of a run once: the outcomes are kept in the run's folder and serve until the model or the pictures change.</summary>
public static class KeptOutcomes
{
    /// <summary>The file in a run's folder.</summary>
    public static string PathOf(string run, Split split) => Path.Combine(run, $"predictions-{SplitNames.Of(split)}.safetensors");

    /// <summary>What was kept of this model on these pictures; null where it was not measured, or something has changed since, or the file is damaged.</summary>
    public static PictureOutcomes? Find(string run, ImageClassifier model, ImageDataset data, Split split)
    {
        string path = PathOf(run, split);
        if (!File.Exists(path))
        {
            return null;
        }
        try
        {
            PictureOutcomes kept = PictureOutcomes.Load(path);
            return kept.Origin.IsSameAs(OutcomeOrigin.Of(ImageClassifier.FileOf(run), model, data, split)) ? kept : null;
        }
        catch (EvaluationException)
        {
            return null;
        }
    }

    /// <summary>What was kept, or else a new measurement, which is then kept where the folder can be written.</summary>
    /// <param name="run">The folder of a finished run.</param>
    /// <param name="model">Its model.</param>
    /// <exception cref="EvaluationException">As for <see cref="Evaluator.Evaluate"/>.</exception>
    /// <exception cref="ImageException">Too many pictures cannot be decoded.</exception>
    /// <exception cref="OperationCanceledException">It was asked for.</exception>
    public static PictureOutcomes Measure(string run, ImageClassifier model, ImageDataset data, Split split, EvaluatorOptions? options = null, Action<int>? measured = null, CancellationToken cancellation = default)
    {
        if (Find(run, model, data, split) is { } kept)
        {
            return kept;
        }
        PictureOutcomes outcomes = MeasureAnew(ImageClassifier.FileOf(run), model, data, split, options, measured, cancellation);
        Keep(run, split, outcomes);
        return outcomes;
    }

    /// <summary>Keeps outcomes for the next time, where the run's folder can be written.</summary>
    public static void Keep(string run, Split split, PictureOutcomes outcomes)
    {
        try
        {
            outcomes.Save(PathOf(run, split));
        }
        catch (WriteException)
        {
            // A run that may only be read can be measured all the same.
        }
    }

    /// <summary>A new measurement, which is not kept.</summary>
    /// <param name="modelFile">The file of the model.</param>
    /// <exception cref="EvaluationException">As for <see cref="Measure"/>.</exception>
    public static PictureOutcomes MeasureAnew(string modelFile, ImageClassifier model, ImageDataset data, Split split, EvaluatorOptions? options = null, Action<int>? measured = null, CancellationToken cancellation = default)
    {
        OutcomeOrigin origin = OutcomeOrigin.Of(modelFile, model, data, split); // Before the pictures are read: one that changes meanwhile makes the measurement out of date.
        long start = Stopwatch.GetTimestamp();
        OutcomeRecord record = new();
        Evaluation evaluation = new Evaluator(model, options).Record(data, split, record, measured, cancellation);
        return record.Finish(origin with { Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds }, evaluation);
    }
}
