using Graft.Inference;
using Graft.Recipes;
using Graft.Runs;

namespace Graft.Training;

/// <summary>A run to be started.</summary>
public sealed record TrainingRequest
{
    public required Recipe Recipe { get; init; }

    /// <summary>A folder of pictures or a CSV file.</summary>
    public required string Data { get; init; }

    /// <summary>The folder that the run is kept in.</summary>
    public required string Out { get; init; }

    /// <summary>Whether a run that is there already is removed.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Paths of the recipe's options that a person gave: the recipe <c>auto</c> leaves them as they are, besides those that differ from its own.</summary>
    public IReadOnlyCollection<string> Given { get; init; } = [];

    /// <summary>When the time of a budget began to run; by default when <see cref="Trainer.Start"/> is called.</summary>
    public DateTimeOffset? Began { get; init; }

    /// <summary>The command as typed, for the record.</summary>
    public string Command { get; init; } = "";
}

/// <summary>How a run ended.</summary>
/// <param name="Run">Its folder.</param>
/// <param name="State">Whether it is finished, or stopped and can go on.</param>
/// <param name="Progress">How far it came.</param>
/// <param name="Validation">The result's figures on the validation pictures; null where there are none, or the run is not finished.</param>
public sealed record TrainingResult(string Run, RunState State, TrainingState Progress, ClassificationReport? Validation);
