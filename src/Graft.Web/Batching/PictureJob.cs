namespace Graft.Web;

/// <summary>One decoded picture on its way through the network.</summary>
/// <param name="planes">(3, height, width) bytes from the shared pool, which the runner gives back.</param>
/// <param name="cancellation">Of the request; a picture that nobody waits for any more is left out.</param>
internal sealed class PictureJob(byte[] planes, CancellationToken cancellation)
{
    private readonly TaskCompletionSource<float[]> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public byte[] Planes { get; } = planes;

    public bool IsWanted => !cancellation.IsCancellationRequested;

    /// <summary>When it began to wait, in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public long Since { get; } = System.Diagnostics.Stopwatch.GetTimestamp();

    /// <summary>The logits, (classes).</summary>
    public Task<float[]> Logits => answer.Task.WaitAsync(cancellation);

    public void Answer(float[] logits) => answer.TrySetResult(logits);

    public void Fail(Exception error) => answer.TrySetException(error);

    public void Drop() => answer.TrySetCanceled(CancellationToken.None);
}
