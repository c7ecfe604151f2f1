namespace Graft.Imaging;

/// <summary>The codes of a JPEG's Huffman table, for finding out where each code ends and what it stands for.</summary>
/// <remarks>ITU-T T.81, annex C and figure F.16.</remarks>
internal sealed class HuffmanTable
{
    private const int Quick = 9;

    // (length, symbol) for the codes of up to nine bits, by the next nine bits; length 0 for longer ones.
    private readonly (byte Length, byte Symbol)[] quick = new (byte, byte)[1 << Quick];
    private readonly int[] most = new int[17], offset = new int[17];
    private readonly byte[] symbols;

    private HuffmanTable(byte[] symbols) => this.symbols = symbols;

    /// <summary>The table that begins a part of a DHT segment; null where it is none.</summary>
    /// <param name="counts">The number of codes of 1 … 16 bits.</param>
    /// <param name="rest">Their symbols, and what follows.</param>
    public static HuffmanTable? Of(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> rest)
    {
        int total = 0;
        foreach (byte count in counts)
        {
            total += count;
        }
        if (total > 256 || total > rest.Length)
        {
            return null;
        }
        HuffmanTable table = new(rest[..total].ToArray());
        int code = 0, at = 0;
        for (int length = 1; length <= 16; length++)
        {
            table.offset[length] = at - code;
            for (int i = 0; i < counts[length - 1]; i++, code++, at++)
            {
                if (code >= 1 << length)
                {
                    return null;
                }
                if (length <= Quick)
                {
                    table.quick.AsSpan(code << (Quick - length), 1 << (Quick - length)).Fill(((byte)length, table.symbols[at]));
                }
            }
            table.most[length] = counts[length - 1] == 0 ? -1 : code - 1;
            code <<= 1;
        }
        return table;
    }

    /// <summary>The length of the code that 16 bits begin with, and its symbol; a length of 0 where no code does.</summary>
    public (int Length, int Symbol) Read(int bits)
    {
        (byte length, byte symbol) = quick[bits >> (16 - Quick)];
        if (length > 0)
        {
            return (length, symbol);
        }
        for (int longer = Quick + 1; longer <= 16; longer++)
        {
            int code = bits >> (16 - longer);
            if (code <= most[longer])
            {
                return (longer, symbols[code + offset[longer]]);
            }
        }
        return (0, 0);
    }
}
