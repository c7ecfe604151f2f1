using System.Globalization;

namespace Graft.Imaging;

/// <summary>One scan of a sequential JPEG.</summary>
internal ref struct JpegScan(ReadOnlySpan<byte> file, int start, JpegIntegrity.Frame frame)
{
    /// <summary>Bytes of zeros in a row that no encoder writes but for even ground; of 2,050 photos none has more than five.</summary>
    public const int MostZeros = 48;

    public const string Zeros = "a stretch of zeros stands in its compressed data: a part of the picture is lost";

    /// <summary>Eight times the largest mean of a block, and a quarter more for encoders that overshoot at hard edges on purpose.</summary>
    private const int MostMean = 1024 + 256;

    private readonly ReadOnlySpan<byte> file = file;
    private int at = start, zeros;
    private ulong bits;
    private int held;
    private bool ended;

    /// <summary>Reads the scan's codes.</summary>
    /// <param name="header">What its SOS segment holds.</param>
    /// <returns>What is wrong, or null; and the place after the scan.</returns>
    public (string? Fault, int End) Run(ReadOnlySpan<byte> header)
    {
        List<(int Blocks, HuffmanTable Dc, HuffmanTable Ac, int Step)> parts = [];
        int count = header.Length > 0 ? header[0] : 0, across = frame.Components.Select(part => part.Across).DefaultIfEmpty(1).Max(), down = frame.Components.Select(part => part.Down).DefaultIfEmpty(1).Max();
        (int Id, int Across, int Down, int Steps) only = default;
        for (int i = 0; i < count && (2 * i) + 2 < header.Length; i++)
        {
            int id = header[1 + (2 * i)], tables = header[2 + (2 * i)];
            only = Array.Find(frame.Components, part => part.Id == id);
            if (only == default || frame.Tables[(tables >> 4) & 3] is not { } dc || frame.Tables[4 + (tables & 3)] is not { } ac)
            {
                return (null, at);
            }
            parts.Add((count == 1 ? 1 : only.Across * only.Down, dc, ac, frame.MeanSteps[only.Steps]));
        }
        int Units(int size, int part, int most) => count == 1 ? (((size * part) + most - 1) / most + 7) / 8 : (size + (8 * most) - 1) / (8 * most);
        long units = (long)Units(frame.Width, only.Across, across) * Units(frame.Height, only.Down, down);
        int[] means = new int[parts.Count];
        for (long unit = 0; unit < units && parts.Count > 0; unit++)
        {
            if (frame.Restart > 0 && unit > 0 && unit % frame.Restart == 0)
            {
                if (!Restarted((int)((unit / frame.Restart) - 1) & 7))
                {
                    return (Broken("a restart marker is missing", unit, units), at);
                }
                Array.Clear(means);
            }
            for (int part = 0; part < means.Length; part++)
            {
                (int blocks, HuffmanTable dc, HuffmanTable ac, int step) = parts[part];
                for (int block = 0; block < blocks; block++)
                {
                    if (!Block(dc, ac, ref means[part], out bool plain))
                    {
                        return (Broken(ended && held <= 0 ? "its compressed data stops" : "a code in its compressed data is none", unit, units), at);
                    }
                    if (zeros >= MostZeros && !plain)
                    {
                        return (Zeros, at);
                    }
                    if (Math.Abs((long)means[part]) * step > MostMean + step)
                    {
                        return (Broken("a brightness that there is none stands in its compressed data", unit, units), at);
                    }
                }
            }
        }
        // Up to seven bits fill the last byte, then comes a marker; a stray byte or two before it do no harm.
        Fill();
        return (ended && held < 24 ? null : "there is more compressed data than the picture has blocks: a part of it is damaged", at);
    }

    private static string Broken(string what, long unit, long units) => string.Create(CultureInfo.InvariantCulture, $"{what} after {100.0 * unit / units:0} % of the picture: the rest is grey or shifted");

    /// <summary>Reads a block.</summary>
    /// <param name="mean">Its mean, from the one before it.</param>
    /// <param name="plain">Whether it has nothing but its mean.</param>
    private bool Block(HuffmanTable dc, HuffmanTable ac, ref int mean, out bool plain)
    {
        plain = true;
        if (!Code(dc, out int size) || size > 15 || !Skip(size))
        {
            return false;
        }
        if (size > 0)
        {
            int value = (int)(bits >> held) & ((1 << size) - 1);
            mean += value >> (size - 1) == 1 ? value : value - (1 << size) + 1; // T.81, F.12
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
            plain = false;
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
            zeros = file[at] == 0 ? zeros + 1 : 0;
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
