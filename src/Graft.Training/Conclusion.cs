using System.Globalization;
using Graft.Graphs;
using Graft.Imaging;
using Graft.Inference;
using Graft.Onnx;
using Graft.Recipes;
using Graft.Runs;

namespace Graft.Training;

/// <summary>The end of a run: the model is written and the run is marked as finished.</summary>
internal static class Conclusion
{
    public static TrainingResult Write(RunDirectory run, Recipe recipe, Graph result, TrainingState state, ClassificationReport? validation, string? reason, ITrainingObserver observer)
    {
        result = result with { Provenance = result.Provenance.SetItem("trained.steps", state.Step.ToString(CultureInfo.InvariantCulture)) };
        if (validation is not null)
        {
            result = result with { Provenance = result.Provenance.SetItem("trained.validation.top1", validation.Top1.Value.ToString("R", CultureInfo.InvariantCulture)) };
            (int width, int height, byte[] png) = ConfusionPicture.Draw(validation.Confusion);
            observer.On(new ImageDrawn(state.Step, "confusion", width, height, png));
        }
        OnnxWriter.Write(result with { Preprocessing = recipe.Compat.AtInference(result.Preprocessing!) }, run.ModelPath);
        run.Update(run.Info with { State = RunState.Finished, Ended = DateTimeOffset.UtcNow, Step = state.Step, BestTop1 = validation?.Top1.Value ?? state.BestTop1 });
        observer.On(new RunEnded(state.Step, RunState.Finished, state.ElapsedSeconds, validation?.Top1.Value, reason));
        File.Delete(run.StartPath);
        return new(run.Path, RunState.Finished, state, validation);
    }
}
