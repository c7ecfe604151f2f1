using System.Diagnostics;
using Graft.Recipes;

namespace Graft.Training;

/// <summary>The wall time that a run may take.</summary>
/// <param name="limit">All of it.</param>
/// <param name="spent">What is spent of it already: before the trainer was called, or by earlier parts of the run.</param>
internal sealed class Budget(TimeSpan limit, TimeSpan spent)
{
    /// <summary>Seconds to write the model and end the program.</summary>
    private const double Reserve = 1;

    private readonly long start = Stopwatch.GetTimestamp();

    public TimeSpan Limit => limit;

    public TimeSpan Left => limit - spent - Stopwatch.GetElapsedTime(start);

    /// <summary>The budget that a recipe states; null for none.</summary>
    public static Budget? Of(Recipe recipe, TimeSpan spent) => recipe.Training.Budget.Time is { } limit ? new(limit, spent) : null;

    /// <summary>How many more steps fit.</summary>
    /// <param name="perStep">Seconds of a step.</param>
    /// <param name="perEvaluation">Seconds of an evaluation, saving included.</param>
    /// <param name="stepsPerEvaluation">Steps between two.</param>
    /// <param name="atEnd">Seconds of what is done after the last step.</param>
    public long StepsThatFit(double perStep, double perEvaluation, double stepsPerEvaluation, double atEnd)
    {
        double forSteps = Left.TotalSeconds - Reserve - atEnd;
        return (long)Math.Floor(Math.Max(0, forSteps) / (perStep + (perEvaluation / stepsPerEvaluation)));
    }

    /// <summary>How many pictures may be looked at for the head, at a speed that some of them have shown: what half of the time left is enough for.</summary>
    /// <param name="seconds">What <paramref name="looked"/> pictures took.</param>
    public long PicturesThatFit(double seconds, int looked) => (long)(looked * Math.Max(0, Left.TotalSeconds / 2) / Math.Max(seconds, 1e-6));
}
