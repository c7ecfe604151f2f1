using System.Diagnostics;
using Graft.Graphs;
using Graft.Html;
using Graft.Imaging;
using Graft.Models;

namespace Graft.Inference.Reports;

/// <summary>The photos of a report, small, and no more of them than its size allows; over some of them where the network looked.</summary>
/// <param name="heatLimit">The longest that heat maps may take in all.</param>
internal sealed class ReportPictures(MeasuredSplit measured, Graph model, TimeSpan heatLimit) : IDisposable
{
    /// <summary>Bytes that all pictures may take, before they are written as text, which makes a third more of them.</summary>
    public const int Room = 1_800_000;

    private const int SideOnPage = 132, HeatSide = 200;

    private readonly Preprocessing preprocessing = model.Preprocessing ?? Preprocessing.ImageNet;
    private readonly Thumbnails thumbnails = new(model.Preprocessing ?? Preprocessing.ImageNet);
    private readonly Stopwatch heating = new();
    private HeatMaps? maps;
    private int left = Room;

    /// <summary>How the heat maps were come by; null where none was drawn.</summary>
    public HeatMapMethod? Method => maps?.Method;

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

    /// <summary>Writes where the network found what speaks for a class; nothing where that takes too long.</summary>
    public void WriteHeat(HtmlWriter html, int picture, int label)
    {
        if (left <= 0 || heating.Elapsed >= heatLimit || measured.FileOf(picture) is not { } file)
        {
            return;
        }
        heating.Start();
        try
        {
            byte[] drawn = Heat(file, label);
            left -= drawn.Length;
            html.Picture(drawn, $"where the network found {measured.Outcomes.Labels[label]}", SideOnPage);
        }
        catch (Exception error) when (error is ImageException or InferenceException)
        {
            // A picture or a network that cannot be explained is still reported.
        }
        heating.Stop();
    }

    public void Dispose()
    {
        thumbnails.Dispose();
        maps?.Dispose();
    }

    private byte[] Heat(string file, int label)
    {
        maps ??= HeatMaps.Of(model, preprocessing);
        int area = preprocessing.Height * preprocessing.Width;
        byte[] planes = new byte[3 * area];
        using (PhotoReader reader = new())
        {
            reader.Read(file, preprocessing, planes);
        }
        float[] picture = new float[3 * area];
        Normalization.Apply(planes, picture, area, preprocessing);
        HeatMap map = maps.Explain(picture, label).Maps[0];
        return HeatMapPicture.Draw(file, preprocessing, map.Heat(), map.Rows, map.Columns, new() { LongestSide = HeatSide, Format = ImageFormat.Jpeg });
    }
}
