namespace Graft.Downloads;

/// <summary>How long to wait between attempts: twice as long each time, and never exactly, so that many clients do not come back at once.</summary>
internal static class Backoff
{
    private const double First = 0.5, Longest = 30;

    /// <param name="failures">Failures in a row, from 1.</param>
    /// <param name="draw">From 0 to 1.</param>
    /// <returns>Between half and three halves of the nominal time.</returns>
    public static TimeSpan After(int failures, double draw) => TimeSpan.FromSeconds(Math.Min(First * Math.Pow(2, failures - 1), Longest) * (0.5 + draw));
}
