using Graft.Runs;

namespace Graft.Training.Tests;

/// <summary>Asks for a stop after a step.</summary>
internal sealed class StopAt(long step) : ITrainingObserver, IDisposable
{
    private readonly CancellationTokenSource source = new();

    public CancellationToken Token => source.Token;

    public void On(TrainingEvent happened)
    {
        if (happened is StepDone done && done.Step == step)
        {
            source.Cancel();
        }
    }

    public void Dispose() => source.Dispose();
}
