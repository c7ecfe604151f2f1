using Google.Protobuf;

namespace Graft.Weights.TensorFlow;

/// <summary>What is said of a checkpoint that is not sound.</summary>
internal static class CheckpointFault
{
    public static WeightFileException Damaged(string path, string fact) => new($"{path}: not a sound TensorFlow checkpoint: {fact}. Download or copy it again.");

    public static WeightFileException OfWire(string path, string fact, string? remedy) => remedy is null ? Damaged(path, fact) : new($"{path}: {fact}, which Graft does not read: {remedy}.");

    /// <summary>A message of the directory.</summary>
    /// <exception cref="WeightFileException">It is no such message.</exception>
    public static T Parse<T>(MessageParser<T> parser, ReadOnlyMemory<byte> bytes, string path) where T : IMessage<T>
    {
        try
        {
            return parser.WithDiscardUnknownFields(true).ParseFrom(bytes.Span);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw Damaged(path, $"an entry of its directory cannot be read ({error.Message.TrimEnd('.')})");
        }
    }
}
