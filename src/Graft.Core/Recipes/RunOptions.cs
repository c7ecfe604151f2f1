using System.ComponentModel.DataAnnotations;

namespace Graft.Recipes;

/// <summary>How the run itself is carried out.</summary>
public sealed record RunOptions
{
    /// <summary>What every random number of the run is drawn from.</summary>
    public long Seed { get; init; }

    /// <summary>Where the network is trained: <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Threads that compute; 0 for one per core.</summary>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>How often the state is saved, besides after each evaluation.</summary>
    public Interval CheckpointEvery { get; init; } = Interval.Seconds(600);

    /// <summary>Checkpoints kept; older ones are removed, the best never.</summary>
    [Range(1, 1000000)]
    public int KeepCheckpoints { get; init; } = 2;

    /// <summary>How often loss, rate and speed are reported.</summary>
    public Interval LogEvery { get; init; } = Interval.Steps(1);

    /// <summary>How often TensorBoard gets what is reported of the steps; never more often than it is reported.</summary>
    public Interval SummaryEvery { get; init; } = Interval.Steps(1);

    /// <summary>Augmented pictures of the first batch that the log shows.</summary>
    [Range(0, 256)]
    public int Samples { get; init; } = 16;
}
