using Graft.Graphs;

namespace Graft.Onnx.Reading;

/// <summary>Graft computes in 32-bit floats: weights of another float type are converted when they are read.</summary>
internal static class Widening
{
    public static Tensor ToFloat32(Tensor tensor) => !tensor.Type.IsFloat || tensor.Type == ElementType.Float32 ? tensor
        : Tensor.Lazy(ElementType.Float32, tensor.Shape, () => Tensor.Of(tensor.Shape, tensor.ToFloats()).Bytes);
}
