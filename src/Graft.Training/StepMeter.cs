using System.Diagnostics;
using Graft.Runs;

namespace Graft.Training;

/// <summary>Gathers what happened since the last report of a step.</summary>
internal sealed class StepMeter
{
    private double loss;
    private long steps, pictures, right, plain;
    private long since = Stopwatch.GetTimestamp();

    public void Step(StepOutcome outcome)
    {
        loss += outcome.Loss;
        steps++;
        pictures += outcome.Images;
        if (outcome.Right is { } named)
        {
            right += named;
            plain += outcome.Images;
        }
    }

    /// <summary>The report since the last one, which empties the meter.</summary>
    public StepDone Report(long step, double epoch, double rate)
    {
        StepDone done = new(step, epoch, loss / steps, rate, pictures / Stopwatch.GetElapsedTime(since).TotalSeconds, plain > 0 ? (double)right / plain : null);
        (loss, steps, pictures, right, plain, since) = (0, 0, 0, 0, 0, Stopwatch.GetTimestamp());
        return done;
    }

    /// <summary>Leaves the time since the last report out of the speed, as after an evaluation.</summary>
    public void Pause() => since = Stopwatch.GetTimestamp();
}
