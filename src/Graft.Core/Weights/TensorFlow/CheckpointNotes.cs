using Graft.Graphs;

namespace Graft.Weights.TensorFlow;

/// <summary>What a checkpoint holds beside tensors of numbers.</summary>
internal static class CheckpointNotes
{
    private const int Listed = 1000;

    /// <param name="files">How many files the numbers lie in.</param>
    /// <param name="others">Names of what is no tensor of numbers, such as the object graph of TensorFlow 2.</param>
    public static IReadOnlyDictionary<string, string> Of(int files, IEnumerable<(string Name, int Type, Shape Shape)> others)
    {
        OrderedDictionary<string, string> notes = new(StringComparer.Ordinal);
        if (files > 1)
        {
            notes["files"] = $"{files}";
        }
        foreach ((string name, int type, Shape shape) in others.Take(Listed))
        {
            notes[name] = $"{TensorFlowTypes.NameOf(type)}{(shape.Rank == 0 ? "" : $" {shape}")}, not read";
        }
        return notes;
    }
}
