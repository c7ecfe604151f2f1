using System.Globalization;
using Google.Protobuf;
using Graft.Graphs;
using Graft.Onnx.Protobuf;

namespace Graft.Onnx.Writing;

/// <summary>Writes initializers one after another straight from where their bytes lie.</summary>
internal static class TensorStream
{
    private static readonly uint InitializerTag = WireFormat.MakeTag(GraphProto.InitializerFieldNumber, WireFormat.WireType.LengthDelimited);
    private static readonly uint RawTag = WireFormat.MakeTag(TensorProto.RawDataFieldNumber, WireFormat.WireType.LengthDelimited);

    /// <summary>Where a weight's bytes lie in the second file.</summary>
    public readonly record struct Place(string File, long Offset);

    /// <summary>The bytes that an initializer takes in the graph message, its tag and length included.</summary>
    public static long Length(string name, Tensor tensor, Place? place) => Framed(InitializerTag, MessageLength(Header(name, tensor, place), tensor, place));

    public static void Write(Stream stream, string name, Tensor tensor, Place? place)
    {
        TensorProto header = Header(name, tensor, place);
        WriteFrame(stream, InitializerTag, MessageLength(header, tensor, place));
        header.WriteTo(stream);
        if (place is null)
        {
            ReadOnlyMemory<byte> bytes = tensor.Bytes;
            WriteFrame(stream, RawTag, bytes.Length);
            stream.Write(bytes.Span);
        }
    }

    /// <summary>Writes the tag and length that stand before a nested message or bytes.</summary>
    public static void WriteFrame(Stream stream, uint tag, long length)
    {
        using CodedOutputStream coded = new(stream, bufferSize: 32, leaveOpen: true);
        coded.WriteTag(tag);
        coded.WriteUInt64((ulong)length);
    }

    public static long Framed(uint tag, long length) => CodedOutputStream.ComputeUInt32Size(tag) + CodedOutputStream.ComputeUInt64Size((ulong)length) + length;

    private static long MessageLength(TensorProto header, Tensor tensor, Place? place) => header.CalculateSize() + (place is null ? Framed(RawTag, tensor.ByteLength) : 0);

    /// <summary>The fields that say where a weight's bytes lie.</summary>
    public static TensorProto Externally(Place place, long length) => new()
    {
        DataLocation = TensorProto.Types.DataLocation.External,
        ExternalData =
        {
            new StringStringEntryProto { Key = "location", Value = place.File },
            new StringStringEntryProto { Key = "offset", Value = place.Offset.ToString(CultureInfo.InvariantCulture) },
            new StringStringEntryProto { Key = "length", Value = length.ToString(CultureInfo.InvariantCulture) },
        },
    };

    private static TensorProto Header(string name, Tensor tensor, Place? place)
    {
        TensorProto header = new() { Name = name, DataType = OnnxTypes.NumberOf(tensor.Type), Dims = { tensor.Shape } };
        if (place is { } where)
        {
            header.MergeFrom(Externally(where, tensor.ByteLength));
        }
        return header;
    }
}
