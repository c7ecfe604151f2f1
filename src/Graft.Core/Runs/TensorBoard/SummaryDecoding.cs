using System.Buffers.Binary;
using Graft.Runs.TensorBoard.Wire;

namespace Graft.Runs.TensorBoard;

/// <summary>The meaning of a summary's values: older writers use a field for each kind, newer ones a tensor whose plugin says what it is.</summary>
internal static class SummaryDecoding
{
    public static SummaryValue Decode(Summary.Types.Value value) => value.ValueCase switch
    {
        Summary.Types.Value.ValueOneofCase.SimpleValue => new ScalarValue(value.Tag, value.SimpleValue),
        Summary.Types.Value.ValueOneofCase.Image => new ImageValue(value.Tag, value.Image.Width, value.Image.Height, value.Image.EncodedImageString.Memory),
        Summary.Types.Value.ValueOneofCase.Tensor => OfTensor(value.Tag, value.Tensor, Plugin(value)),
        _ => new OtherValue(value.Tag, Plugin(value)),
    };

    /// <summary>Seconds since 1970 as a time; what no calendar holds becomes the epoch itself.</summary>
    public static DateTimeOffset Time(double wallTime) =>
        wallTime is > -6e10 and < 2.5e11 ? DateTimeOffset.UnixEpoch.AddSeconds(wallTime) : DateTimeOffset.UnixEpoch;

    private static SummaryValue OfTensor(string tag, TensorProto tensor, string plugin)
    {
        if (Number(tensor) is { } number && plugin is "scalars" or "")
        {
            return new ScalarValue(tag, number);
        }
        return (plugin, tensor.StringVal) switch
        {
            ("text", [{ } text, ..]) => new TextValue(tag, text.ToStringUtf8()),
            // Width and height as text, then the pictures of a batch; the first stands for all.
            ("images", [{ } width, { } height, { } encoded, ..]) when int.TryParse(width.ToStringUtf8(), out int w) && int.TryParse(height.ToStringUtf8(), out int h) => new ImageValue(tag, w, h, encoded.Memory),
            _ => new OtherValue(tag, plugin),
        };
    }

    private static double? Number(TensorProto tensor) => tensor switch
    {
        { FloatVal.Count: 1 } => tensor.FloatVal[0],
        { DoubleVal.Count: 1 } => tensor.DoubleVal[0],
        { IntVal.Count: 1 } => tensor.IntVal[0],
        { Int64Val.Count: 1 } => tensor.Int64Val[0],
        { Dtype: 1, TensorContent.Length: 4 } => BinaryPrimitives.ReadSingleLittleEndian(tensor.TensorContent.Span),
        { Dtype: 2, TensorContent.Length: 8 } => BinaryPrimitives.ReadDoubleLittleEndian(tensor.TensorContent.Span),
        { Dtype: 3, TensorContent.Length: 4 } => BinaryPrimitives.ReadInt32LittleEndian(tensor.TensorContent.Span),
        { Dtype: 9, TensorContent.Length: 8 } => BinaryPrimitives.ReadInt64LittleEndian(tensor.TensorContent.Span),
        _ => null,
    };

    private static string Plugin(Summary.Types.Value value) => value.Metadata?.PluginData?.PluginName ?? "";
}
