using Graft.Graphs;
using Graft.Weights.TensorFlow.Protobuf;
using Graft.Wire;

namespace Graft.Weights.TensorFlow;

/// <summary>One part of a tensor in a V1 checkpoint.</summary>
/// <param name="Name">The tensor's name, which its key says too.</param>
/// <param name="Data">A TensorProto without type and shape: nothing but a list of numbers.</param>
/// <remarks>tensorflow/core/util/saved_tensor_slice.proto and core/framework/tensor.proto.</remarks>
internal sealed record SavedSlice(string Name, TensorSlice Slice, ReadOnlyMemory<byte> Data)
{
    private const int ContentField = 4, MaxPieces = 1 << 20;

    /// <summary>Takes the value of a V1 table apart; its numbers stay where they lie.</summary>
    public static SavedSlice Read(ReadOnlyMemory<byte> value, string path)
    {
        (string name, TensorSlice slice, ReadOnlyMemory<byte> data) = ("", default, default);
        WireReader outer = new(value, path, CheckpointFault.OfWire);
        while (outer.Next())
        {
            if (outer.Field != 2)
            {
                outer.Skip();
                continue;
            }
            WireReader saved = outer.Message();
            while (saved.Next())
            {
                switch (saved.Field)
                {
                    case 1: name = saved.Text(); break;
                    case 2: slice = TensorSlice.Of(CheckpointFault.Parse(TensorSliceProto.Parser, saved.Bytes(), path)); break;
                    case 3: data = saved.Bytes(); break;
                    default: saved.Skip(); break;
                }
            }
        }
        return new(name, slice, data);
    }

    /// <summary>The row-major bytes of the numbers; floats that stand in one list stay in the file.</summary>
    /// <exception cref="WeightFileException">There are more or fewer of them than the part has values.</exception>
    public ReadOnlyMemory<byte> Numbers(ElementType type, Shape sizes, string path)
    {
        ReadOnlyMemory<byte>? content = null;
        List<ReadOnlyMemory<byte>> pieces = [];
        WireReader reader = new(Data, path, CheckpointFault.OfWire);
        while (reader.Next())
        {
            if (reader.Field == ContentField)
            {
                content = reader.Bytes();
            }
            else if (reader.Field == TensorFlowTypes.ListField(type))
            {
                pieces.Add(reader.Skip());
                reader.Bound(pieces.Count, "numbers that are not packed", MaxPieces);
            }
            else
            {
                reader.Skip();
            }
        }
        TypedNumbers numbers = new(type, pieces);
        (long have, long need) = (content is { Length: > 0 } ? content.Value.Length : numbers.ByteLength, sizes.Elements * type.Size);
        return have != need ? throw reader.Broken($"'{Name}' holds {have / type.Size} numbers of the type {type} for {sizes}")
            : content is { Length: > 0 } ? content.Value : numbers.Read();
    }
}
