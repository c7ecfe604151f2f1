using Graft.Recipes;

namespace Graft.Training;

/// <summary>How long a run is, and the rate of each of its steps.</summary>
internal sealed class Timetable
{
    /// <param name="total">Steps of the whole run, where a budget of time has set them; null for the recipe's length.</param>
    public Timetable(TrainingParts parts, long? total)
    {
        Scale = total is { } steps ? parts.Scale with { Total = steps } : parts.Scale;
        Schedule = new(parts.Recipe.Training.Schedule, parts.Recipe.Training.Rate, Scale);
    }

    public StepScale Scale { get; }

    public Schedule Schedule { get; }
}
