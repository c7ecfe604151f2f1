using System.Buffers.Binary;
using System.Globalization;

namespace Graft.Imaging;

/// <summary>Reads a JPEG's compressed data without making pixels of it, to find damage that decoders put up with: they go on after a wrong code and show grey or shifted blocks.</summary>
/// <remarks>
/// ITU-T T.81, annex F. Of a sequential JPEG every code of every block is read; what comes out must be exactly the blocks that the header announces, and then a marker. Of a progressive one only the end is looked for.
/// Damage that happens to leave the number of blocks right is not seen.
/// </remarks>
internal static class JpegIntegrity
{
    /// <summary>What is wrong with the data; null where nothing is.</summary>
    public static string? Fault(ReadOnlySpan<byte> file)
    {
        if (file.LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]) < file.LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]))
        {
            return "the end of the JPEG is missing: it is blurred, or its last rows are";
        }
        return JpegHeader.Find(file) is { Process: 0 or 1, Precision: 8, Width: > 0, Height: > 0 } ? Walk(file) : null;
    }

    private static string? Walk(ReadOnlySpan<byte> file)
    {
        Frame frame = new();
        int at = 2;
        while (at + 4 <= file.Length)
        {
            if (file[at] != 0xFF || file[at + 1] is 0xFF or 0x00 or 0x01 or (>= 0xD0 and <= 0xD8))
            {
                at += file[at] == 0xFF && file[at + 1] != 0xFF ? 2 : 1;
                continue;
            }
            int marker = file[at + 1];
            if (marker == 0xD9)
            {
                return null;
            }
            int length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]), end = at + 2 + Math.Max(length, 2);
            if (end > file.Length)
            {
                return "a segment of the JPEG's header is longer than the file";
            }
            ReadOnlySpan<byte> segment = file[(at + 4)..Math.Max(end, at + 4)];
            at = end;
            if (marker == 0xDA)
            {
                (string? fault, at) = new JpegScan(file, at, frame).Run(segment);
                if (fault is not null)
                {
                    return fault;
                }
            }
            else if (!frame.Read(marker, segment))
            {
                return null; // a form that is not known here is no fault
            }
        }
        return null;
    }

    /// <summary>What scans need to know of the segments before them.</summary>
    internal sealed class Frame
    {
        public HuffmanTable?[] Tables { get; } = new HuffmanTable?[8]; // DC 0 … 3, AC 4 … 7

        public (int Id, int Across, int Down)[] Components { get; private set; } = [];

        public int Width { get; private set; }

        public int Height { get; private set; }

        /// <summary>Units between restart markers; 0 for none.</summary>
        public int Restart { get; private set; }

        /// <summary>Takes in a segment; false where it is not what the standard says.</summary>
        public bool Read(int marker, ReadOnlySpan<byte> segment)
        {
            switch (marker)
            {
                case 0xC0 or 0xC1 when segment.Length >= 6 && segment.Length >= 6 + (3 * segment[5]):
                    (Height, Width) = (BinaryPrimitives.ReadUInt16BigEndian(segment[1..]), BinaryPrimitives.ReadUInt16BigEndian(segment[3..]));
                    Components = new (int, int, int)[segment[5]];
                    for (int i = 0; i < Components.Length; i++)
                    {
                        Components[i] = (segment[6 + (3 * i)], segment[7 + (3 * i)] >> 4, segment[7 + (3 * i)] & 15);
                        if (Components[i].Across is < 1 or > 4 || Components[i].Down is < 1 or > 4)
                        {
                            return false;
                        }
                    }
                    return true;
                case 0xDD when segment.Length >= 2:
                    Restart = BinaryPrimitives.ReadUInt16BigEndian(segment);
                    return true;
                case 0xC4:
                    for (; segment.Length >= 17; segment = segment[(17 + Sum(segment.Slice(1, 16)))..])
                    {
                        int place = (segment[0] & 3) + (segment[0] >> 4 == 0 ? 0 : 4);
                        if ((Tables[place] = HuffmanTable.Of(segment.Slice(1, 16), segment[17..])) is null)
                        {
                            return false;
                        }
                    }
                    return true;
                default:
                    return marker is not (0xC0 or 0xC1 or 0xDC);
            }
        }

        private static int Sum(ReadOnlySpan<byte> counts)
        {
            int sum = 0;
            foreach (byte count in counts)
            {
                sum += count;
            }
            return sum;
        }
    }
}

/// <summary>One scan of a sequential JPEG.</summary>
internal ref struct JpegScan(ReadOnlySpan<byte> file, int start, JpegIntegrity.Frame frame)
{
    private readonly ReadOnlySpan<byte> file = file;
    private int at = start;
    private ulong bits;
    private int held;
    private bool ended;

    /// <summary>Reads the scan's codes.</summary>
    /// <param name="header">What its SOS segment holds.</param>
    /// <returns>What is wrong, or null; and the place after the scan.</returns>
    public (string? Fault, int End) Run(ReadOnlySpan<byte> header)
    {
        List<(int Blocks, HuffmanTable Dc, HuffmanTable Ac)> parts = [];
        int count = header.Length > 0 ? header[0] : 0, across = frame.Components.Select(part => part.Across).DefaultIfEmpty(1).Max(), down = frame.Components.Select(part => part.Down).DefaultIfEmpty(1).Max();
        (int Id, int Across, int Down) only = default;
        for (int i = 0; i < count && (2 * i) + 2 < header.Length; i++)
        {
            int id = header[1 + (2 * i)], tables = header[2 + (2 * i)];
            only = Array.Find(frame.Components, part => part.Id == id);
            if (only == default || frame.Tables[(tables >> 4) & 3] is not { } dc || frame.Tables[4 + (tables & 3)] is not { } ac)
            {
                return (null, at);
            }
            parts.Add((count == 1 ? 1 : only.Across * only.Down, dc, ac));
        }
        int Units(int size, int part, int most) => count == 1 ? (((size * part) + most - 1) / most + 7) / 8 : (size + (8 * most) - 1) / (8 * most);
        long units = (long)Units(frame.Width, only.Across, across) * Units(frame.Height, only.Down, down);
        for (long unit = 0; unit < units && parts.Count > 0; unit++)
        {
            if (frame.Restart > 0 && unit > 0 && unit % frame.Restart == 0 && !Restarted((int)((unit / frame.Restart) - 1) & 7))
            {
                return (Broken("a restart marker is missing", unit, units), at);
            }
            foreach ((int blocks, HuffmanTable dc, HuffmanTable ac) in parts)
            {
                for (int block = 0; block < blocks; block++)
                {
                    if (!Block(dc, ac))
                    {
                        return (Broken(ended && held <= 0 ? "its compressed data stops" : "a code in its compressed data is none", unit, units), at);
                    }
                }
            }
        }
        // Up to seven bits fill the last byte, then comes a marker; a stray byte or two before it do no harm.
        Fill();
        return (ended && held < 24 ? null : "there is more compressed data than the picture has blocks: a part of it is damaged", at);
    }

    private static string Broken(string what, long unit, long units) => string.Create(CultureInfo.InvariantCulture, $"{what} after {100.0 * unit / units:0} % of the picture: the rest is grey or shifted");

    private bool Block(HuffmanTable dc, HuffmanTable ac)
    {
        if (!Code(dc, out int size) || size > 15 || !Skip(size))
        {
            return false;
        }
        for (int k = 1; k < 64;)
        {
            if (!Code(ac, out int symbol))
            {
                return false;
            }
            (int run, size) = (symbol >> 4, symbol & 15);
            if (size == 0)
            {
                if (run < 15)
                {
                    break;
                }
                k += 16;
                continue;
            }
            k += run;
            if (k > 63 || !Skip(size))
            {
                return false;
            }
            k++;
        }
        return true;
    }

    private bool Code(HuffmanTable table, out int symbol)
    {
        Fill();
        // Behind the last byte the code is read as if ones followed.
        int next = held >= 16 ? (int)(bits >> (held - 16)) & 0xFFFF : (int)((bits << (16 - held)) | ((1UL << (16 - held)) - 1)) & 0xFFFF;
        (int length, symbol) = table.Read(next);
        held -= length;
        return length > 0 && held >= 0;
    }

    private bool Skip(int count)
    {
        Fill();
        held -= count;
        return held >= 0;
    }

    private void Fill()
    {
        while (held <= 48 && !ended)
        {
            if (at >= file.Length || (file[at] == 0xFF && (at + 1 >= file.Length || file[at + 1] != 0)))
            {
                ended = true;
                return;
            }
            bits = (bits << 8) | file[at];
            held += 8;
            at += file[at] == 0xFF ? 2 : 1;
        }
    }

    private bool Restarted(int number)
    {
        Fill();
        while (held < 8 && at + 1 < file.Length && file[at] == 0xFF && file[at + 1] == 0xFF)
        {
            at++;
        }
        if (held >= 8 || at + 1 >= file.Length || file[at] != 0xFF || file[at + 1] != 0xD0 + number)
        {
            return false;
        }
        at += 2;
        (held, bits, ended) = (0, 0, false);
        return true;
    }
}
