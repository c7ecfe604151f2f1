using Graft.Recipes;
using Graft.Runs;

namespace Graft.Training;

/// <summary>How long a run is, and the rate of each of its steps.</summary>
internal sealed class Timetable
{
    /// <param name="state">Says how many steps the whole run has, where a budget of time has set them, and how often the rate was halved.</param>
    public Timetable(TrainingParts parts, TrainingState state)
    {
        Scale = state.TotalSteps is { } steps ? parts.Scale with { Total = steps } : parts.Scale;
        Schedule = new(parts.Recipe.Training.Schedule, Math.ScaleB(parts.Recipe.Training.Rate, -state.Halvings), Scale);
    }

    public StepScale Scale { get; }

    public Schedule Schedule { get; }
}
