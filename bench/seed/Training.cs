using Graft.Recipes;
using Graft.Runs;
using Graft.Training;

namespace Graft.Seed;

/// <summary>Trains a run to its end unless that is done.</summary>
internal static class Training
{
    public static void Run(Recipe recipe, string data, string run, bool interrupted)
    {
        if (File.Exists(Path.Combine(run, "model.onnx")))
        {
            return;
        }
        if (!interrupted)
        {
            Trainer.Start(new() { Recipe = recipe, Data = data, Out = run, Overwrite = true }, []);
            return;
        }
        TrainingResult result;
        using (Interruption first = new(epoch: 1.5))
        {
            result = Trainer.Start(new() { Recipe = recipe, Data = data, Out = run, Overwrite = true }, [first], first.Token);
        }
        for (double epoch = 2.5; result.State != RunState.Finished; epoch++)
        {
            using Interruption next = new(epoch);
            result = Trainer.Resume(run, [next], stop: next.Token);
        }
    }

    /// <summary>Asks for a stop once so many epochs' worth of steps are done.</summary>
    private sealed class Interruption(double epoch) : ITrainingObserver, IDisposable
    {
        private readonly CancellationTokenSource source = new();

        public CancellationToken Token => source.Token;

        public void On(TrainingEvent happened)
        {
            if (happened is StepDone done && done.Epoch >= epoch)
            {
                source.Cancel();
            }
        }

        public void Dispose() => source.Dispose();
    }
}
