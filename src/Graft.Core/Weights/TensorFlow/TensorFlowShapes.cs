using Graft.Graphs;
using Graft.Weights.TensorFlow.Protobuf;

namespace Graft.Weights.TensorFlow;

internal static class TensorFlowShapes
{
    /// <summary>The shape of a tensor of a checkpoint.</summary>
    /// <exception cref="WeightFileException">No tensor can have it.</exception>
    public static Shape Of(TensorShapeProto? shape, string name, string path, ElementType type)
    {
        long[] sizes = [.. shape?.Dim.Select(dim => dim.Size) ?? []];
        string fault = "it is not known";
        return shape?.UnknownRank != true && TensorBytes.TryCount(sizes, type, out _, out fault) ? Shape.Of(sizes)
            : throw CheckpointFault.Damaged(path, $"'{name}' has the shape ({string.Join(", ", sizes.Take(TensorBytes.MaxRank))}{(sizes.Length > TensorBytes.MaxRank ? ", …" : "")}): {fault}");
    }
}
