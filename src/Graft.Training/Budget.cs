using System.Diagnostics;

namespace Graft.Training;

/// <summary>The wall time that a run may take, counted from the start of the program.</summary>
/// <param name="limit">All of it.</param>
/// <param name="spentBefore">What earlier parts of the run took.</param>
internal sealed class Budget(TimeSpan limit, TimeSpan spentBefore)
{
    private readonly TimeSpan before = spentBefore + SinceProgramStart();
    private readonly long start = Stopwatch.GetTimestamp();

    public TimeSpan Limit => limit;

    public TimeSpan Left => limit - before - Stopwatch.GetElapsedTime(start);

    /// <summary>How many more steps fit.</summary>
    /// <param name="perStep">Seconds of a step.</param>
    /// <param name="perEvaluation">Seconds of an evaluation, saving included; one more than there are epochs is set aside, for the end.</param>
    /// <param name="stepsPerEvaluation">Steps between two.</param>
    public long StepsThatFit(double perStep, double perEvaluation, double stepsPerEvaluation)
    {
        double forSteps = Left.TotalSeconds - Reserve - perEvaluation;
        return (long)Math.Floor(Math.Max(0, forSteps) / (perStep + (perEvaluation / stepsPerEvaluation)));
    }

    /// <summary>Seconds to write the model and end the program.</summary>
    private const double Reserve = 1;

    private static TimeSpan SinceProgramStart()
    {
        using Process self = Process.GetCurrentProcess();
        return DateTime.Now - self.StartTime;
    }
}
