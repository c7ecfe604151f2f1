using Graft.Html;
using Graft.Imaging;
using Graft.Models;

namespace Graft.Cli.Output;

/// <summary>The pictures of a page about a data set, small, each drawn once, and no more of them than its size allows.</summary>
internal sealed class CheckPictures(DatasetFindings found) : IDisposable
{
    /// <summary>Bytes that all pictures may take, before they are written as text, which makes a third more of them.</summary>
    private const int Room = 4_000_000;

    private const int Side = 132;

    private readonly Thumbnails thumbnails = new(Preprocessing.ImageNet with { Resize = 224 });
    private readonly Dictionary<string, CheckedPicture> known = found.Pictures.ToDictionary(picture => picture.Item.Key);
    private int left = Room;

    /// <summary>Split and class of a picture, in words.</summary>
    public string PlaceOf(string key) => known.TryGetValue(key, out CheckedPicture? picture) ? $"{picture.Split.ToString().ToLowerInvariant()}, {found.Classes[picture.Item.Label]}" : "";

    /// <summary>Writes a picture with its name; the name alone where the file cannot be drawn or there is no room.</summary>
    /// <param name="says">What stands below it besides its name.</param>
    public void Write(HtmlWriter html, string key, string says)
    {
        byte[]? drawn = left > 0 && found.Files.TryGetValue(key, out string? file) ? thumbnails.Draw(file) : null;
        left -= drawn?.Length ?? 0;
        using (html.Open("figure"))
        {
            if (drawn is not null)
            {
                html.Picture(drawn, key, Side);
            }
            using (html.Open("figcaption"))
            {
                html.Text(says).Element("br", "").Element("span", key, ("class", "key"));
            }
        }
    }

    public void Dispose() => thumbnails.Dispose();
}
