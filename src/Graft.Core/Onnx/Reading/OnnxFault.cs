namespace Graft.Onnx.Reading;

/// <summary>What is said of an ONNX message that cannot be read.</summary>
internal static class OnnxFault
{
    public static OnnxException Of(string file, string fact, string? remedy) => new(remedy is null
        ? $"{file}: {fact}. The file is damaged, or it is not an ONNX model; download or export it again."
        : $"{file}: {fact}, which Graft does not read: {remedy}.");
}
