namespace Graft.Runs;

/// <summary>Where a run stands, as run.json says it.</summary>
public enum RunState
{
    /// <summary>A trainer is at work on it, or was killed.</summary>
    Running,

    /// <summary>Interrupted, with a checkpoint to go on from.</summary>
    Stopped,

    /// <summary>Broken off by an error.</summary>
    Failed,

    /// <summary>Trained to its end.</summary>
    Finished,
}
