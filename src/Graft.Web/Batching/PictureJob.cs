using Graft.Inference;

namespace Graft.Web;

/// <summary>What a network says of a picture.</summary>
/// <param name="Logits">(classes).</param>
/// <param name="Distribution">How strange the picture is; null where the model cannot tell.</param>
internal sealed record PictureOutcome(float[] Logits, OutOfDistribution? Distribution);

/// <summary>One decoded picture on its way through the network.</summary>
/// <param name="planes">(3, height, width) bytes from the shared pool, which the runner gives back.</param>
/// <param name="cancellation">Of the request; a picture that nobody waits for any more is left out.</param>
internal sealed class PictureJob(byte[] planes, CancellationToken cancellation)
{
    private readonly TaskCompletionSource<PictureOutcome> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public byte[] Planes { get; } = planes;

    public bool IsWanted => !cancellation.IsCancellationRequested;

    /// <summary>When it began to wait, in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public long Since { get; } = System.Diagnostics.Stopwatch.GetTimestamp();

    /// <summary>What the network said.</summary>
    public Task<PictureOutcome> Outcome => answer.Task.WaitAsync(cancellation);

    public void Answer(PictureOutcome outcome) => answer.TrySetResult(outcome);

    public void Fail(Exception error) => answer.TrySetException(error);

    public void Drop() => answer.TrySetCanceled(CancellationToken.None);
}
