using Google.Protobuf;
using Graft.Onnx.Protobuf;
using Graft.Onnx.Reading;
using Graft.Onnx.Writing;
using Graft.Weights;
using Graft.Wire;

namespace Graft.Onnx;

/// <summary>An ONNX file without its large weights: each is named as a part of the file itself, so that whatever runs the model can map it where it lies instead of copying it.</summary>
/// <remarks>Of a file that prepares pictures itself, the network within. Everything else is copied field by field as it stands, known to Graft or not. Onnx.proto, TensorProto.external_data: keys location, offset and length.</remarks>
public sealed class OnnxOutline
{
    /// <summary>Smaller weights stay.</summary>
    private const int LeastExternal = 1024;

    private readonly string file;

    private OnnxOutline(string path)
    {
        try
        {
            Path = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? System.IO.Path.GetFullPath(path);
            file = System.IO.Path.GetFileName(Path);
            using MappedFile mapped = new(Path);
            using MemoryStream model = new();
            WriteModel(mapped.Length <= int.MaxValue ? mapped.Memory(0, (int)mapped.Length) : throw new OnnxException($"{path}: a model file has less than 2 GiB; this one has {mapped.Length} bytes."), model);
            Model = model.ToArray();
        }
        catch (Exception error) when (error is WeightFileException or IOException or UnauthorizedAccessException)
        {
            throw new OnnxException(error is WeightFileException ? error.Message : $"{path} cannot be read: {error.Message}", error);
        }
    }

    /// <summary>The file that the weights lie in, links followed.</summary>
    public string Path { get; }

    /// <summary>The model with its large weights left out; their place is relative to the file's folder.</summary>
    public ReadOnlyMemory<byte> Model { get; }

    /// <summary>The model with one more output, the last: a value of 32-bit floats within it.</summary>
    /// <remarks>Protocol buffers add up what comes twice, so the output is a second message behind the first.</remarks>
    public ReadOnlyMemory<byte> WithOutput(string value)
    {
        ValueInfoProto output = new() { Name = value, Type = new() { TensorType = new() { ElemType = OnnxTypes.NumberOf(Graphs.ElementType.Float32) } } };
        ModelProto addition = new() { Graph = new() { Output = { output } } };
        return (byte[])[.. Model.Span, .. addition.ToByteArray()];
    }

    /// <exception cref="OnnxException">The file cannot be read or is damaged.</exception>
    public static OnnxOutline Read(string path) => new(path);

    private void WriteModel(ReadOnlyMemory<byte> bytes, Stream to)
    {
        WireReader reader = new(bytes, Path, OnnxFault.Of);
        while (reader.Next())
        {
            ReadOnlyMemory<byte> value = reader.Skip();
            if (reader is { Field: ModelProto.GraphFieldNumber, IsPacked: true })
            {
                using MemoryStream graph = new();
                WriteGraph(value, reader.Start, graph);
                WriteMessage(to, ModelProto.GraphFieldNumber, graph);
            }
            else
            {
                to.Write(reader.Whole.Span);
            }
        }
    }

    private void WriteGraph(ReadOnlyMemory<byte> bytes, long start, Stream to)
    {
        bool isWithin = WriteEnds(bytes, to);
        WireReader reader = new(bytes, Path, OnnxFault.Of);
        while (reader.Next())
        {
            ReadOnlyMemory<byte> value = reader.Skip();
            if (isWithin && (reader.Field is GraphProto.InputFieldNumber or GraphProto.OutputFieldNumber or GraphProto.ValueInfoFieldNumber
                || (reader is { Field: GraphProto.NodeFieldNumber, IsPacked: true } && TextOf(value, NodeProto.DocStringFieldNumber) == OutsideNote.Node)))
            {
                continue;
            }
            if (reader is { Field: GraphProto.InitializerFieldNumber, IsPacked: true } && value.Length >= LeastExternal)
            {
                using MemoryStream tensor = new();
                WriteTensor(value, start + reader.Start, tensor);
                WriteMessage(to, GraphProto.InitializerFieldNumber, tensor);
            }
            else
            {
                to.Write(reader.Whole.Span);
            }
        }
    }

    /// <summary>Where a network stands within a file that prepares pictures itself, its own input and output become the model's.</summary>
    /// <returns>Whether it does.</returns>
    private bool WriteEnds(ReadOnlyMemory<byte> graph, Stream to)
    {
        bool any = false;
        WireReader reader = new(graph, Path, OnnxFault.Of);
        while (reader.Next())
        {
            ReadOnlyMemory<byte> value = reader.Skip();
            if (reader is { Field: GraphProto.ValueInfoFieldNumber, IsPacked: true } && TextOf(value, ValueInfoProto.DocStringFieldNumber) is OutsideNote.Input or OutsideNote.Output)
            {
                using MemoryStream end = new(value.ToArray());
                WriteMessage(to, TextOf(value, ValueInfoProto.DocStringFieldNumber) == OutsideNote.Input ? GraphProto.InputFieldNumber : GraphProto.OutputFieldNumber, end);
                any = true;
            }
        }
        return any;
    }

    private string TextOf(ReadOnlyMemory<byte> message, int field)
    {
        string text = "";
        WireReader reader = new(message, Path, OnnxFault.Of);
        while (reader.Next())
        {
            if (reader.Field == field && reader.IsPacked)
            {
                text = reader.Text();
            }
            else
            {
                reader.Skip();
            }
        }
        return text;
    }

    private void WriteTensor(ReadOnlyMemory<byte> bytes, long start, Stream to)
    {
        WireReader reader = new(bytes, Path, OnnxFault.Of);
        (long offset, int length) = (0, 0);
        while (reader.Next())
        {
            ReadOnlyMemory<byte> value = reader.Skip();
            if (reader is { Field: TensorProto.RawDataFieldNumber, IsPacked: true } && value.Length >= LeastExternal)
            {
                (offset, length) = (start + reader.Start, value.Length);
            }
            else
            {
                to.Write(reader.Whole.Span);
            }
        }
        if (length > 0)
        {
            TensorStream.Externally(new(file, offset), length).WriteTo(to);
        }
    }

    private static void WriteMessage(Stream to, int field, MemoryStream message)
    {
        TensorStream.WriteFrame(to, WireFormat.MakeTag(field, WireFormat.WireType.LengthDelimited), message.Length);
        message.WriteTo(to);
    }
}
