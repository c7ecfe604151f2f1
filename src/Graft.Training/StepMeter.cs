using System.Diagnostics;
using Graft.Runs;

namespace Graft.Training;

/// <summary>Gathers what happened since the last report of a step.</summary>
internal sealed class StepMeter
{
    private double loss;
    private long steps, pictures, right, plain;
    private long since = Stopwatch.GetTimestamp();

    /// <summary>Counts a batch. <paramref name="named"/> right of <paramref name="count"/> pictures; null when targets are mixed, so that right and wrong mean nothing.</summary>
    public void Batch(int count, int? named)
    {
        pictures += count;
        if (named is { } some)
        {
            right += some;
            plain += count;
        }
    }

    public void Step(double stepLoss)
    {
        loss += stepLoss;
        steps++;
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
