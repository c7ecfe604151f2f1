namespace Graft.Imaging;

/// <summary>What there is to say of one picture by itself.</summary>
internal static class PictureFindings
{
    public static IEnumerable<Finding> Of(Entry entry, PictureFacts facts, string place, CheckOptions options)
    {
        if (facts.Fault is (var kind, var detail))
        {
            yield return new(kind, kind == FindingKind.Damaged ? Severity.Warning : Severity.Error, entry.Key, place, detail);
        }
        if (facts.Format is { } format && ImageFormats.Named(entry.File) is var named && named != format)
        {
            yield return Finding(FindingKind.WrongExtension, $"a {ImageFormats.Word(format)} file");
        }
        if (facts.Width == 0)
        {
            yield break;
        }
        (int shorter, int longer) = (Math.Min(facts.Width, facts.Height), Math.Max(facts.Width, facts.Height));
        string size = $"{facts.Width} × {facts.Height} pixels";
        if (shorter < options.TinyPixels)
        {
            yield return Finding(FindingKind.Tiny, size, Severity.Warning);
        }
        if (longer > options.ExtremeAspect * shorter)
        {
            yield return Finding(FindingKind.ExtremeAspect, size);
        }
        if (facts.Small is { IsBlank: true })
        {
            yield return Finding(FindingKind.Blank, "all of one colour", Severity.Warning);
        }
        if (facts.IsCmyk)
        {
            yield return Finding(FindingKind.Cmyk, "a JPEG of four colours");
        }
        if (facts.IsTurned)
        {
            yield return Finding(FindingKind.Rotated, "turned after reading");
        }

        Finding Finding(FindingKind of, string what, Severity severity = Severity.Note) => new(of, severity, entry.Key, place, what);
    }
}
