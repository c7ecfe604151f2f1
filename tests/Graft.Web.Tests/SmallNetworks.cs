using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Models;
using Graft.Onnx;
using SkiaSharp;

namespace Graft.Web.Tests;

/// <summary>Networks whose logits are the mean red, green and blue of a picture in [0, 1], and pictures of one colour: every answer can be worked out by hand.</summary>
internal static class SmallNetworks
{
    public static Preprocessing Plain { get; } = new() { Height = 32, Width = 32, Resize = 32, Mean = [0, 0, 0], Deviation = [1, 1, 1] };

    /// <summary>Writes such a network.</summary>
    /// <param name="delay">How many times it computes the same again, so that it takes longer.</param>
    public static string Write(string file, string[] labels, int delay = 0)
    {
        GraphBuilder builder = new("mean colour");
        string value = builder.Input("image", [Shape.Dynamic, 3, 32, 32]);
        for (int i = 0; i < delay; i++)
        {
            value = builder.Add($"again{i}", new Relu(), value);
        }
        string pooled = builder.Add("pool", new GlobalAveragePool(), value);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        OnnxWriter.Write(builder.Build(builder.Add("logits", new Flatten(), pooled)) with { Labels = ValueList.Create<string>(labels), Preprocessing = Plain }, file);
        return file;
    }

    public static byte[] Png(SKColor colour, int width = 40, int height = 36) => Encode(colour, width, height, SKEncodedImageFormat.Png);

    public static byte[] Jpeg(SKColor colour, int width = 40, int height = 36) => Encode(colour, width, height, SKEncodedImageFormat.Jpeg);

    private static byte[] Encode(SKColor colour, int width, int height, SKEncodedImageFormat format)
    {
        using SKBitmap bitmap = new(width, height);
        bitmap.Erase(colour);
        using SKData data = bitmap.Encode(format, 100);
        return data.ToArray();
    }
}
