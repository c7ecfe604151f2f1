using System.Buffers.Binary;

namespace Graft.Imaging;

/// <summary>Reads a JPEG's compressed data without making pixels of it, to find damage that decoders put up with: they go on after a wrong code and show grey or shifted blocks.</summary>
/// <remarks>
/// ITU-T T.81, annex F. Of a sequential JPEG every code of every block is read; what comes out must be exactly the blocks that the header announces, of a brightness that there is, and then a marker. Of a progressive one only the end is looked for.
/// In both a long stretch of zeros must mean something plain: a disk or a download that lost a part of a file leaves zeros, and by chance they may decode to the right number of blocks.
/// Other damage that happens to leave the number of blocks and their brightness right is not seen.
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
        return JpegHeader.Find(file) is { Process: 0 or 1 or 2, Precision: 8, Width: > 0, Height: > 0 } ? Walk(file) : null;
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
                (string? fault, at) = frame.IsProgressive ? ProgressiveZeros(file, at, segment) : new JpegScan(file, at, frame).Run(segment);
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

    /// <summary>A stretch of zeros in a scan of a progressive JPEG, and the place after the scan.</summary>
    /// <remarks>Even ground gives such a stretch where only means are coded. In the other scans (T.81, G.1.2.2) a run of empty blocks is one code, so there nothing gives it.</remarks>
    private static (string? Fault, int End) ProgressiveZeros(ReadOnlySpan<byte> file, int at, ReadOnlySpan<byte> header)
    {
        bool means = header.Length < 4 || header[^3] == 0; // the first coefficient of the band
        for (int zeros = 0; at < file.Length && (file[at] != 0xFF || (at + 1 < file.Length && file[at + 1] is 0x00 or (>= 0xD0 and <= 0xD7))); at++)
        {
            zeros = file[at] == 0 ? zeros + 1 : 0;
            if (zeros >= JpegScan.MostZeros && !means)
            {
                return (JpegScan.Zeros, at);
            }
        }
        return (null, at);
    }

    /// <summary>What scans need to know of the segments before them.</summary>
    internal sealed class Frame
    {
        public HuffmanTable?[] Tables { get; } = new HuffmanTable?[8]; // DC 0 … 3, AC 4 … 7

        /// <summary>Steps in which the means of blocks are counted (DC), by the number of their table; 0 for a table that is not there.</summary>
        public int[] MeanSteps { get; } = new int[4];

        public (int Id, int Across, int Down, int Steps)[] Components { get; private set; } = [];

        public bool IsProgressive { get; private set; }

        public int Width { get; private set; }

        public int Height { get; private set; }

        /// <summary>Units between restart markers; 0 for none.</summary>
        public int Restart { get; private set; }

        /// <summary>Takes in a segment; false where it is not what the standard says.</summary>
        public bool Read(int marker, ReadOnlySpan<byte> segment)
        {
            switch (marker)
            {
                case 0xC0 or 0xC1 or 0xC2 when segment.Length >= 6 && segment.Length >= 6 + (3 * segment[5]):
                    (Height, Width) = (BinaryPrimitives.ReadUInt16BigEndian(segment[1..]), BinaryPrimitives.ReadUInt16BigEndian(segment[3..]));
                    IsProgressive = marker == 0xC2;
                    Components = new (int, int, int, int)[segment[5]];
                    for (int i = 0; i < Components.Length; i++)
                    {
                        Components[i] = (segment[6 + (3 * i)], segment[7 + (3 * i)] >> 4, segment[7 + (3 * i)] & 15, segment[8 + (3 * i)] & 3);
                        if (Components[i].Across is < 1 or > 4 || Components[i].Down is < 1 or > 4)
                        {
                            return false;
                        }
                    }
                    return true;
                case 0xDB:
                    for (int bytes; segment.Length > 2; segment = segment[Math.Min(segment.Length, 1 + (64 * bytes))..])
                    {
                        bytes = segment[0] >> 4 == 0 ? 1 : 2;
                        MeanSteps[segment[0] & 3] = bytes == 1 ? segment[1] : BinaryPrimitives.ReadUInt16BigEndian(segment[1..]);
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
                    return marker is not (0xC0 or 0xC1 or 0xC2 or 0xDC);
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
