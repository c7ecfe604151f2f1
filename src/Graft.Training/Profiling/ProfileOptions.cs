using Graft.Recipes;

namespace Graft.Training.Profiling;

/// <summary>What step is profiled.</summary>
public sealed record ProfileOptions
{
    /// <summary>Pictures in a batch.</summary>
    public int Batch { get; init; } = 16;

    /// <summary>Steps that are measured, after one that warms up.</summary>
    public int Steps { get; init; } = 3;

    /// <summary>The recipe whose freezing, batch norms, optimizer, device and threads count.</summary>
    public Recipe Recipe { get; init; } = new();
}
