namespace Graft.Inference;

/// <summary>How ONNX Runtime runs a model.</summary>
public sealed record OnnxSessionOptions
{
    /// <summary>Threads that work on one operation; by default as many as there are physical cores for this process.</summary>
    public int Threads { get; init; } = PhysicalCores.Count;

    /// <summary>Whether memory of a run is kept for the next one: faster, but it holds the most that any run needed.</summary>
    public bool KeepsMemory { get; init; } = true;

    /// <summary>Whether threads that wait for work spin for a while: a little faster when nothing else runs, slower when other threads decode pictures meanwhile.</summary>
    public bool Spins { get; init; }

    /// <summary>
    /// Whether weights are laid out anew for this processor: a run is up to a third faster, but loading a large network costs a second, and three times its size for a moment.
    /// Without it the weights are mapped from the model file and used where they lie, which is better for a handful of pictures.
    /// </summary>
    public bool Prepares { get; init; } = true;
}
