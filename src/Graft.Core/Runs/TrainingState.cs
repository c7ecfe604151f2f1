using System.Text.Json;

namespace Graft.Runs;

/// <summary>How far a run has come; kept in each checkpoint beside the weights. With the recipe and the seed it is all that a run needs to go on as if it had never stopped.</summary>
public sealed record TrainingState
{
    /// <summary>The key of this in a checkpoint's metadata.</summary>
    public const string MetadataKey = "graft.state";

    /// <summary>Steps of the optimizer done.</summary>
    public long Step { get; init; }

    /// <summary>Passes over the training pictures completed.</summary>
    public long Epoch { get; init; }

    /// <summary>Steps done in the pass that is under way.</summary>
    public long StepInEpoch { get; init; }

    /// <summary>Pictures trained on so far, each pass counted.</summary>
    public long ImagesSeen { get; init; }

    /// <summary>Best validation top-1 so far; null before the first evaluation.</summary>
    public double? BestTop1 { get; init; }

    /// <summary>Best value so far of what early stopping watches; null before the first evaluation.</summary>
    public double? BestMetric { get; init; }

    /// <summary>The step of <see cref="BestTop1"/>.</summary>
    public long BestStep { get; init; }

    /// <summary>Evaluations in a row without a better value of what early stopping watches.</summary>
    public int EvaluationsSinceBest { get; init; }

    /// <summary>Updates of the weights' moving average.</summary>
    public long EmaUpdates { get; init; }

    /// <summary>Steps of the whole run, where a budget of time has set them; null where the recipe's length holds.</summary>
    public long? TotalSteps { get; init; }

    /// <summary>How often the rate was halved because the loss was no longer a number.</summary>
    public int Halvings { get; init; }

    /// <summary>Parts that each batch goes through the network in, since memory held no more at once.</summary>
    public int Parts { get; init; } = 1;

    /// <summary>Seconds trained, earlier parts of the run included.</summary>
    public double ElapsedSeconds { get; init; }

    /// <summary>The run's seed.</summary>
    public long Seed { get; init; }

    /// <summary>The same at the beginning of the next order of the pictures.</summary>
    public TrainingState InNewOrder() => this with { Epoch = Epoch + 1, StepInEpoch = 0 };

    public string ToJson() => JsonSerializer.Serialize(this, EventJson.Line);

    /// <param name="json">What <see cref="ToJson"/> wrote.</param>
    /// <param name="place">The checkpoint, for errors.</param>
    /// <exception cref="RunException">It is no state, or an impossible one.</exception>
    public static TrainingState Parse(string json, string place)
    {
        TrainingState? state;
        try
        {
            state = JsonSerializer.Deserialize<TrainingState>(json, EventJson.Line);
        }
        catch (JsonException cause)
        {
            throw new RunException($"{place}: the state of training in it is not readable: {cause.Message} Go on from another checkpoint.", cause);
        }
        return state is { Step: >= 0, Epoch: >= 0, StepInEpoch: >= 0, ImagesSeen: >= 0, EvaluationsSinceBest: >= 0, EmaUpdates: >= 0, ElapsedSeconds: >= 0, TotalSteps: null or >= 1, Halvings: >= 0, Parts: >= 1 }
            ? state
            : throw new RunException($"{place}: the state of training in it has a negative count, or none. Go on from another checkpoint.");
    }
}
