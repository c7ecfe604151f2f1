using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Models;
using SkiaSharp;

namespace Graft.Inference.Tests;

/// <summary>A network whose logits are the mean red, green and blue of a picture in [0, 1], and pictures of one colour: every answer can be worked out by hand.</summary>
internal static class ColouredPictures
{
    public static Preprocessing Plain { get; } = new() { Height = 32, Width = 32, Resize = 32, Mean = [0, 0, 0], Deviation = [1, 1, 1] };

    public static Graph Network(params ReadOnlySpan<string> labels)
    {
        GraphBuilder builder = new("mean colour");
        string pooled = builder.Add("pool", new GlobalAveragePool(), builder.Input("image", [Shape.Dynamic, 3, 32, 32]));
        return builder.Build(builder.Add("logits", new Flatten(), pooled)) with { Labels = ValueList.Create(labels), Preprocessing = Plain };
    }

    /// <summary>A PNG file of one colour.</summary>
    public static string Write(string file, SKColor colour)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, Png(colour));
        return file;
    }

    public static byte[] Png(SKColor colour)
    {
        using SKBitmap bitmap = new(40, 36);
        bitmap.Erase(colour);
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
