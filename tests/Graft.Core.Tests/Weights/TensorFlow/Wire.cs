namespace Graft.Core.Tests.Weights.TensorFlow;

/// <summary>The fields of protocol buffers, encoded by hand.</summary>
internal static class Wire
{
    public static byte[] Varint(long value)
    {
        List<byte> bytes = [];
        ulong rest = (ulong)value;
        for (; rest > 127; rest >>= 7)
        {
            bytes.Add((byte)(rest | 128));
        }
        return [.. bytes, (byte)rest];
    }

    public static byte[] Number(int field, long value) => value == 0 ? [] : [.. Varint(field << 3), .. Varint(value)];

    public static byte[] Message(int field, params byte[][] parts) => [.. Head(field, parts.Sum(part => (long)part.Length)), .. parts.SelectMany(part => part)];

    /// <summary>What stands before a message: its field and its length.</summary>
    public static byte[] Head(int field, long length) => [.. Varint((field << 3) | 2), .. Varint(length)];
}
