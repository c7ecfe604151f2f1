using System.Text.Json.Serialization;

namespace Graft.Runs;

/// <summary>What an onlooker may know of a run. Fractions are in 0 … 1, losses in nats, durations in seconds.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(RunStarted), "started")]
[JsonDerivedType(typeof(Planned), "planned")]
[JsonDerivedType(typeof(FeaturesMeasured), "features")]
[JsonDerivedType(typeof(HeadProbed), "head")]
[JsonDerivedType(typeof(StepDone), "step")]
[JsonDerivedType(typeof(Evaluated), "evaluated")]
[JsonDerivedType(typeof(CheckpointSaved), "checkpoint")]
[JsonDerivedType(typeof(PictureSkipped), "skipped")]
[JsonDerivedType(typeof(Warning), "warning")]
[JsonDerivedType(typeof(ImageDrawn), "image")]
[JsonDerivedType(typeof(RunEnded), "ended")]
public abstract record TrainingEvent
{
    /// <summary>When it happened, in universal time.</summary>
    [JsonPropertyOrder(-1)]
    public DateTimeOffset Time { get; init; } = DateTimeOffset.UtcNow;
}

/// <summary>An event that belongs to a step; steps are counted from 1, so this many have been done.</summary>
public interface IAtStep
{
    long Step { get; }
}

/// <summary>Training begins, or goes on.</summary>
/// <param name="Step">Steps done before: 0, or those of the checkpoint that the run goes on from.</param>
/// <param name="Model">The network's name.</param>
/// <param name="Classes">Classes told apart.</param>
/// <param name="TrainingImages">Pictures trained on.</param>
/// <param name="ValidationImages">Pictures held out.</param>
/// <param name="StepsPerEpoch">Steps for each pass over the training pictures.</param>
/// <param name="TotalSteps">Steps of the whole run.</param>
/// <param name="Parameters">Weights that are trained.</param>
/// <param name="Description">The recipe in words.</param>
public sealed record RunStarted(long Step, string Model, int Classes, long TrainingImages, long ValidationImages, long StepsPerEpoch, long TotalSteps, long Parameters = 0, string? Description = null) : TrainingEvent, IAtStep;

/// <summary>What was left open is decided: the recipe of a run, or how many steps fit into the time there is.</summary>
/// <param name="Step">Steps done so far.</param>
/// <param name="TotalSteps">Steps of the whole run as now planned; null while nobody knows how fast they are.</param>
/// <param name="Reasons">One sentence each.</param>
public sealed record Planned(long Step, long? TotalSteps, IReadOnlyList<string> Reasons) : TrainingEvent, IAtStep;

/// <summary>The unchanged backbone has looked at some of the training pictures, for the new head.</summary>
/// <param name="Done">Pictures so far.</param>
/// <param name="Total">Pictures in all.</param>
public sealed record FeaturesMeasured(int Done, int Total) : TrainingEvent;

/// <summary>The new head was brought to convergence on the features of the unchanged backbone.</summary>
/// <param name="Images">Pictures whose features were used.</param>
/// <param name="Iterations">Passes of the solver.</param>
/// <param name="Loss">Mean loss over the training pictures.</param>
/// <param name="Accuracy">Share of the training pictures named right.</param>
/// <param name="Seconds">Time taken, features included.</param>
public sealed record HeadProbed(long Images, int Iterations, double Loss, double Accuracy, double Seconds) : TrainingEvent;

/// <summary>Steps of the optimizer were done.</summary>
/// <param name="Step">Steps done so far.</param>
/// <param name="Epoch">Epochs done so far, with fraction.</param>
/// <param name="Loss">Mean training loss since the last such event.</param>
/// <param name="Rate">The learning rate of the step.</param>
/// <param name="ImagesPerSecond">Speed since the last such event.</param>
/// <param name="Accuracy">Share of the training pictures named right since the last such event, augmented as they are; null when targets are mixed.</param>
public sealed record StepDone(long Step, double Epoch, double Loss, double Rate, double ImagesPerSecond, double? Accuracy = null) : TrainingEvent, IAtStep;

/// <summary>The held-out pictures were classified.</summary>
/// <param name="Step">Steps done so far.</param>
/// <param name="Epoch">Epochs done so far, with fraction.</param>
/// <param name="Top1">Share named right.</param>
/// <param name="Top5">Share whose label is among the five likeliest.</param>
/// <param name="Loss">Mean cross-entropy.</param>
/// <param name="Low">Lower end of the 95 % interval of top-1.</param>
/// <param name="High">Upper end of the 95 % interval of top-1.</param>
/// <param name="Count">Pictures classified.</param>
/// <param name="IsBest">Whether this state is kept as the best: its top-1 is no worse than the highest so far by more than chance.</param>
/// <param name="Confusion">Pictures by true class (outer) and named class (inner).</param>
public sealed record Evaluated(long Step, double Epoch, double Top1, double Top5, double Loss, double Low, double High, int Count, bool IsBest = false, IReadOnlyList<IReadOnlyList<int>>? Confusion = null) : TrainingEvent, IAtStep;

/// <summary>The state was saved.</summary>
/// <param name="Step">Steps done so far.</param>
/// <param name="Path">The file.</param>
/// <param name="Seconds">Time that training stood still for it.</param>
public sealed record CheckpointSaved(long Step, string Path, double Seconds) : TrainingEvent, IAtStep;

/// <summary>A picture could not be read and was left out.</summary>
public sealed record PictureSkipped(string Path, string Reason) : TrainingEvent;

/// <summary>Something that a person should know, and that does not stop the run.</summary>
public sealed record Warning(string Message) : TrainingEvent;

/// <summary>A picture for a person to look at: augmented samples, a confusion matrix.</summary>
/// <param name="Step">Steps done so far.</param>
/// <param name="Tag">What it shows, as "samples" or "confusion".</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Png">The encoded picture; not kept in <c>log.jsonl</c>.</param>
public sealed record ImageDrawn(long Step, string Tag, int Width, int Height, [property: JsonIgnore] ReadOnlyMemory<byte> Png) : TrainingEvent, IAtStep;

/// <summary>The run is over, or interrupted.</summary>
/// <param name="Step">Steps done so far.</param>
/// <param name="State">How it ended: stopped runs can go on.</param>
/// <param name="Seconds">Time trained in all, earlier parts of the run included.</param>
/// <param name="BestTop1">Best validation top-1; null when none was measured.</param>
/// <param name="Reason">Why it ended before its length.</param>
public sealed record RunEnded(long Step, RunState State, double Seconds, double? BestTop1 = null, string? Reason = null) : TrainingEvent, IAtStep;
