namespace Graft.Downloads;

/// <summary>Bytes a second over the last few seconds, so that a pause shows and an old one is forgotten.</summary>
internal sealed class TransferRate(TimeProvider clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    private readonly Queue<(long Time, long Bytes)> samples = new();

    /// <summary>Takes note of how many bytes there are; the rate, or null after less than a tenth of a second.</summary>
    public double? Add(long bytes)
    {
        long now = clock.GetTimestamp();
        samples.Enqueue((now, bytes));
        while (clock.GetElapsedTime(samples.Peek().Time, now) > Window && samples.Count > 2)
        {
            samples.Dequeue();
        }
        double seconds = clock.GetElapsedTime(samples.Peek().Time, now).TotalSeconds;
        return seconds < 0.1 ? null : (bytes - samples.Peek().Bytes) / seconds;
    }
}
