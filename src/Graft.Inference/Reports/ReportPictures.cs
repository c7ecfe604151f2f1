using Graft.Html;
using Graft.Imaging;
using Graft.Models;

namespace Graft.Inference.Reports;

/// <summary>The photos of a report, small, and no more of them than its size allows.</summary>
internal sealed class ReportPictures(MeasuredSplit measured, Preprocessing preprocessing) : IDisposable
{
    /// <summary>Bytes that all pictures may take, before they are written as text, which makes a third more of them.</summary>
    public const int Room = 1_800_000;

    private const int SideOnPage = 132;

    private readonly Thumbnails thumbnails = new(preprocessing);
    private int left = Room;

    /// <summary>Writes a picture; its name alone where the file is gone or there is no room.</summary>
    /// <param name="picture">Its number among the outcomes.</param>
    /// <param name="means">What it shows and was taken for.</param>
    public void Write(HtmlWriter html, int picture, string means)
    {
        string key = measured.Outcomes.Pictures[picture].Key;
        byte[]? drawn = left > 0 && measured.FileOf(picture) is { } file ? thumbnails.Draw(file) : null;
        if (drawn is null)
        {
            html.Element("p", key, ("class", "soft small"));
            return;
        }
        left -= drawn.Length;
        html.Picture(drawn, $"{means} ({key})", SideOnPage);
    }

    public void Dispose() => thumbnails.Dispose();
}
