using Graft.Recipes;

namespace Graft.Runs.TensorBoard;

/// <summary>Writes a run's events for TensorBoard, beside the run's other files.</summary>
/// <param name="folder">The folder of the run.</param>
/// <param name="resumedAt">Steps done, if the run goes on from a checkpoint.</param>
/// <param name="every">How often a report of the steps is written down; without one, each.</param>
public sealed class TensorBoardLog(string folder, long? resumedAt = null, Interval? every = null) : ITrainingObserver, IDisposable
{
    private readonly EventFileWriter writer = new(folder, resumedAt);
    private readonly Interval every = every ?? Interval.Steps(1);
    private StepScale scale = new(1, 1);
    private long reported = resumedAt ?? 0;
    private DateTimeOffset written = DateTimeOffset.UtcNow;

    public void On(TrainingEvent happened)
    {
        switch (happened)
        {
            case RunStarted started:
                scale = new(started.StepsPerEpoch, 1);
                if (started.Description is { } description)
                {
                    // Markdown joins lines that no blank line or list mark sets apart.
                    writer.Text(started.Step, started.Time, "recipe", "* " + description.Replace("\n", "\n* ", StringComparison.Ordinal));
                }
                break;
            case StepDone step when IsDue(step):
                writer.Scalars(step.Step, step.Time, [("loss/train", step.Loss), ("learning rate", step.Rate), ("images per second", step.ImagesPerSecond), .. Measured("accuracy/train", step.Accuracy)]);
                break;
            case Evaluated evaluated:
                writer.Scalars(evaluated.Step, evaluated.Time, ("loss/validation", evaluated.Loss), ("accuracy/validation", evaluated.Top1), ("accuracy/validation top-5", evaluated.Top5));
                break;
            case ImageDrawn { Png.Length: > 0 } image:
                writer.Image(image.Step, image.Time, image.Tag, image.Width, image.Height, image.Png.Span);
                break;
            case Warning warning:
                writer.Text(0, warning.Time, "warnings", warning.Message);
                break;
            case CheckpointSaved or RunEnded:
                writer.Flush();
                break;
        }
    }

    public void Dispose() => writer.Dispose();

    private bool IsDue(StepDone step)
    {
        bool due = every.IsDue(step.Step, step.Time - written, scale, previous: reported);
        (reported, written) = (step.Step, due ? step.Time : written);
        return due;
    }

    private static (string Tag, double Value)[] Measured(string tag, double? value) => value is { } known ? [(tag, known)] : [];
}
