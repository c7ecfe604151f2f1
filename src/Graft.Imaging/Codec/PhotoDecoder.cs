using Graft.Imaging.Formula;
using SkiaSharp;

namespace Graft.Imaging;

/// <summary>One encoded picture after another, from a file or from memory, to upright opaque pixels. For one thread at a time; everything it needs is kept for the next picture.</summary>
/// <remarks>The only file that knows the codec (SkiaSharp). Transparent pixels lie on white; of a moving picture the first frame is taken; embedded colour profiles are not applied, as PIL and torchvision do not.</remarks>
internal sealed unsafe class PhotoDecoder(DecodeLimits limits) : IDisposable
{
    private readonly PictureSource own = new(limits);
    private readonly NativeBuffer pixels = new();
    private readonly NativeBuffer turned = new();
    private SKData? data;
    private SKCodec? codec;
    private SKEncodedOrigin origin;
    private string place = "";
    private (int Eighths, Pixels Pixels)? decoded;
    private FormulaPainter? painter;
    private (FormulaKind Kind, int Side, long Seed, int Label, int Instance)? drawn;

    /// <summary>Pixels of the opened picture as it is looked at, left to right.</summary>
    public int Width { get; private set; }

    /// <summary>Pixels of the opened picture as it is looked at, top to bottom.</summary>
    public int Height { get; private set; }

    /// <summary>The format of the opened picture, by its content.</summary>
    public ImageFormat Format { get; private set; }

    /// <summary>Whether the opened picture is stored lying or mirrored and turned after decoding.</summary>
    public bool IsTurned => (int)origin is >= 2 and <= 8;

    /// <summary>Whether the last decoding failed because the file ends early.</summary>
    public bool EndedEarly { get; private set; }

    /// <exception cref="ImageException">The file cannot be read, or is no picture that can be decoded.</exception>
    public void Open(string path)
    {
        own.Read(path);
        Open(own);
    }

    /// <summary>A picture already in memory; a copy is kept until the next one is opened.</summary>
    /// <exception cref="ImageException">The bytes are no picture that can be decoded.</exception>
    public void Open(ReadOnlySpan<byte> bytes, string name)
    {
        own.Take(bytes, name);
        Open(own);
    }

    /// <summary>Decodes the opened picture, a JPEG at the smallest of 1/8, 2/8 … 8/8 of its size that is no less than the scale asked for.</summary>
    /// <param name="scale">Decoded pixels wanted per pixel of the file.</param>
    /// <param name="needed">The rows that will be looked at, in pixels of the upright picture; the others of a JPEG need not be decoded. All of them, unless said.</param>
    /// <exception cref="ImageException">The picture is damaged, ends early (within the rows needed) or is too large.</exception>
    public Pixels Decode(double scale, RowRange? needed = null)
    {
        if (drawn is not null)
        {
            return Draw();
        }
        SKCodec opened = codec ?? throw new InvalidOperationException("no picture is open");
        SKSizeI stored = new(opened.Info.Width, opened.Info.Height);
        int eighths = Format == ImageFormat.Jpeg ? Math.Clamp((int)Math.Ceiling((scale * 8) - 1e-6), 1, 8) : 8;
        SKSizeI size = eighths == 8 ? stored : opened.GetScaledDimensions(eighths / 8f);
        RowRange rows = needed is { } some && Format == ImageFormat.Jpeg && !IsTurned ? some.Scaled((double)size.Height / stored.Height, size.Height) : RowRange.All(size.Height);
        if (decoded is { } before && before.Eighths == eighths && before.Pixels.Rows.Holds(rows))
        {
            return before.Pixels; // several views of one picture mostly need the same size
        }
        decoded = null;
        long count = (long)size.Width * size.Height;
        if (count > limits.DecodedPixels)
        {
            throw Bad($"{size.Width} × {size.Height} pixels would have to be decoded, more than the {limits.DecodedPixels / 1e6:0} million allowed", "Make the picture smaller");
        }
        bool opaque = opened.Info.AlphaType == SKAlphaType.Opaque;
        byte* start = pixels.Reserve(count * 4);
        SKImageInfo wanted = new(size.Width, size.Height, SKColorType.Rgba8888, opaque ? SKAlphaType.Opaque : SKAlphaType.Premul);
        SKCodecResult result = rows == RowRange.All(size.Height) ? opened.GetPixels(wanted, (IntPtr)start, wanted.RowBytes, SKCodecOptions.Default) : Decode(opened, wanted, start, rows);
        if (result != SKCodecResult.Success)
        {
            EndedEarly = result == SKCodecResult.IncompleteInput;
            throw Failure(result);
        }
        if (!opaque)
        {
            Upright.LayOnWhite(start, count);
        }
        // libjpeg rounds a scaled size up, so the last column may show less than a whole decoded pixel's worth of picture.
        double Scale(int decoded, int full) => decoded == ((full * eighths) + 7) / 8 ? eighths / 8.0 : (double)decoded / full;
        Pixels lying = new((IntPtr)start, size.Width, size.Height, Scale(size.Width, stored.Width), Scale(size.Height, stored.Height)) { Rows = rows };
        Pixels upright = Upright.Turn(lying, (int)origin, turned);
        decoded = (eighths, upright);
        return upright;
    }

    // Rows above are passed over, which spares all but their Huffman codes; rows below are never read.
    private static SKCodecResult Decode(SKCodec opened, SKImageInfo wanted, byte* start, RowRange rows)
    {
        SKCodecResult result = opened.StartScanlineDecode(wanted);
        if (result != SKCodecResult.Success)
        {
            return result;
        }
        if (rows.From > 0 && !opened.SkipScanlines(rows.From))
        {
            return SKCodecResult.IncompleteInput;
        }
        int count = rows.To - rows.From;
        return opened.GetScanlines((IntPtr)(start + ((long)rows.From * wanted.RowBytes)), count, wanted.RowBytes) == count ? SKCodecResult.Success : SKCodecResult.IncompleteInput;
    }

    public void Dispose()
    {
        Close();
        own.Dispose();
        pixels.Dispose();
        turned.Dispose();
        painter?.Dispose();
    }

    /// <summary>A picture whose source keeps it until the next one is opened.</summary>
    /// <exception cref="ImageException">The bytes are no picture that can be decoded.</exception>
    public void Open(PictureSource source)
    {
        Close();
        place = source.Name;
        if (source.IsDrawn)
        {
            OpenDrawn();
            return;
        }
        ReadOnlySpan<byte> bytes = source.Bytes;
        ReadOnlySpan<byte> head = bytes[..Math.Min(bytes.Length, ImageFormats.SniffLength)];
        Format = ImageFormats.Sniff(head) ?? throw Bad($"this is {ImageFormats.Describe(head)}; {ImageFormats.Readable} are read", "Convert it, or leave it out");
        JpegHeader? jpeg = Format == ImageFormat.Jpeg ? JpegHeader.Find(bytes) ?? throw Bad("its JPEG header is damaged", "Copy it again, or leave it out") : null;
        if (jpeg?.Obstacle is { } obstacle)
        {
            throw Bad($"{obstacle}, which the decoder cannot read", "Save it as a common JPEG or PNG");
        }
        data = SKData.Create(source.Start, source.Length);
        codec = SKCodec.Create(data) ?? throw Bad($"its {ImageFormats.Word(Format)} header is damaged", "Copy it again, or leave it out");
        CheckSize(codec.Info.Width, codec.Info.Height, bytes, jpeg?.Progressive == true);
        origin = codec.EncodedOrigin;
        bool lies = (int)origin >= 5;
        Width = lies ? codec.Info.Height : codec.Info.Width;
        Height = lies ? codec.Info.Width : codec.Info.Height;
    }

    /// <summary>A picture that a formula draws: there is no file, and what would be decoded is drawn.</summary>
    private void OpenDrawn()
    {
        drawn = FormulaTask.ParseAddress(place);
        Width = Height = drawn.Value.Side;
        Format = ImageFormat.Png;
        origin = SKEncodedOrigin.TopLeft;
    }

    private Pixels Draw()
    {
        (FormulaKind kind, int side, long seed, int label, int instance) = drawn!.Value;
        if (decoded is null)
        {
            byte* start = pixels.Reserve(4L * side * side);
            (painter ??= new()).Paint(kind, side, seed, label, instance, start);
            decoded = (8, new((IntPtr)start, side, side));
        }
        return decoded.Value.Pixels;
    }

    private void CheckSize(int width, int height, ReadOnlySpan<byte> bytes, bool progressive)
    {
        long count = (long)width * height;
        long allowed = Format == ImageFormat.Jpeg && !progressive ? limits.SourcePixels : limits.DecodedPixels;
        if (count < 1 || count > allowed)
        {
            throw Bad($"it claims {width} × {height} pixels; 1 to {allowed / 1e6:0} million are allowed for {(progressive ? "a progressive JPEG" : ImageFormats.Word(Format))}", "Make the picture smaller, or leave it out");
        }
        if (count > DecodeLimits.UnquestionedPixels && count / DecodeLimits.PixelsPerByte > bytes.Length)
        {
            throw Bad($"it claims {width} × {height} pixels in {bytes.Length} bytes, which no photo does", "Leave it out");
        }
        if (progressive && JpegHeader.CountScans(bytes) is int scans && scans > limits.Scans)
        {
            throw Bad($"it is a progressive JPEG of {scans} scans; at most {limits.Scans} are allowed", "Save it as a common JPEG, or leave it out");
        }
    }

    private ImageException Failure(SKCodecResult result) => result switch
    {
        SKCodecResult.IncompleteInput => Bad($"its {ImageFormats.Word(Format)} data ends early (a truncated file)", "Copy it again, or leave it out"),
        SKCodecResult.ErrorInInput or SKCodecResult.InvalidInput => Bad($"its {ImageFormats.Word(Format)} data is damaged", "Copy it again, or leave it out"),
        _ => Bad($"the {ImageFormats.Word(Format)} decoder refused it ({result})", "Save it as a common JPEG or PNG, or leave it out"),
    };

    private ImageException Bad(string fact, string remedy) => new(place, fact, remedy + ".");

    private void Close()
    {
        codec?.Dispose();
        data?.Dispose();
        codec = null;
        data = null;
        decoded = null;
        drawn = null;
        EndedEarly = false;
    }
}
