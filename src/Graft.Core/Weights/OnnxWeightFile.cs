using Graft.Graphs;
using Graft.Onnx;
using Graft.Onnx.Reading;

namespace Graft.Weights;

/// <summary>The weights of an <c>.onnx</c> model, whatever its operations are. To use the model itself, read it with <see cref="OnnxReader"/>.</summary>
internal sealed class OnnxWeightFile : WeightFile
{
    public OnnxWeightFile(MappedFile file)
        : base(file)
    {
        if (file.Length > int.MaxValue)
        {
            throw new WeightFileException($"{file.Path}: a file of {file.Length} bytes is no ONNX model, which has less than 2 GiB; larger weights lie in a second file. Export it again.");
        }
        try
        {
            OnnxModel model = new(file.Memory(0, (int)file.Length), file.Path, new ExternalData(file.Path));
            Tensors = new(model.Initializers);
            Metadata = model.Producer.Length == 0 ? model.Metadata : new Dictionary<string, string>(model.Metadata) { ["producer"] = model.Producer };
        }
        catch (OnnxException error)
        {
            throw new WeightFileException(error.Message, error);
        }
    }

    public override string Format => "ONNX";

    public override WeightTable Tensors { get; }

    public override IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Protocol buffers have no magic number: a model begins with its format's version, a small number, and goes on with another field of ModelProto.</summary>
    public static bool Fits(MappedFile file) => file.Peek(0, 3) is [0x08, >= 1 and < 0x40, 0x12 or 0x1A or 0x22 or 0x28 or 0x32 or 0x3A or 0x42 or 0x72 or 0xA2 or 0xCA];
}
