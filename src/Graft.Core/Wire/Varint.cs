namespace Graft.Wire;

/// <summary>Whole numbers of variable length: seven bits a byte, the least first, the highest bit of a byte set where another follows.</summary>
internal static class Varint
{
    /// <summary>Takes a number from the front of the bytes.</summary>
    /// <returns>False where the bytes end within the number, or it has more than the ten bytes that 64 bits take.</returns>
    public static bool TryTake(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (int i = 0; i < bytes.Length && i < 10; i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return true;
            }
        }
        return false;
    }
}
