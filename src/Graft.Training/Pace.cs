namespace Graft.Training;

/// <summary>How long steps and evaluations take, and from that how many steps a budget allows.</summary>
/// <remarks>The first steps are slower than the rest (memory is claimed, kernels are chosen), so they are left out as soon as there are others.</remarks>
internal sealed class Pace
{
    private const int Settling = 3;

    private readonly List<double> steps = [];

    /// <summary>Seconds of the last evaluation with its checkpoint; 0 before the first.</summary>
    public double Evaluation { get; private set; }

    /// <summary>Mean seconds of the later half of the steps; a mean, since slow ones count against the clock too.</summary>
    public double Step => steps.Skip(Math.Max(Settling, steps.Count / 2)).DefaultIfEmpty(steps.LastOrDefault()).Average();

    /// <summary>Whether it is time to look at the clock again: early on, when the first real figures are there, and a few times each epoch.</summary>
    public bool IsDue(long stepInEpoch) => steps.Count is 5 or 10 or 20 || (steps.Count > 20 && stepInEpoch % 16 == 0);

    public void StepTook(TimeSpan time) => steps.Add(time.TotalSeconds);

    public void EvaluationTook(TimeSpan time) => Evaluation = time.TotalSeconds;
}
