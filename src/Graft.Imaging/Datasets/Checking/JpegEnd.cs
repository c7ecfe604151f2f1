namespace Graft.Imaging;

/// <summary>Whether a JPEG that decodes is whole: decoders put up with a missing end.</summary>
internal static class JpegEnd
{
    /// <summary>What is wrong with the end; null where nothing is.</summary>
    public static string? Fault(ReadOnlySpan<byte> file)
    {
        // Cameras append previews and zeros, so the marker need not be the last thing; but none may come before the picture's own last scan.
        int end = file.LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]), scan = file.LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        return end > scan ? null : "the end of the JPEG is missing: the last rows may be";
    }
}
