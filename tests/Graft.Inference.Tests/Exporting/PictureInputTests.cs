using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Imaging;
using Graft.Inference.Exporting;
using Graft.Models;
using Graft.Onnx;
using SkiaSharp;

namespace Graft.Inference.Tests.Exporting;

/// <summary>Files that prepare pictures themselves, against the loader that evaluation uses. The network hands its input on, so that what a file made of a picture can be read off its probabilities.</summary>
public sealed class PictureInputTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-pictures").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    public static TheoryData<ResizePolicy, Resampling, ChannelOrder, int, int> Preparations => new()
    {
        { ResizePolicy.ShorterSide, Resampling.Bilinear, ChannelOrder.Rgb, 91, 67 },
        { ResizePolicy.ShorterSide, Resampling.Bilinear, ChannelOrder.Rgb, 67, 91 },
        { ResizePolicy.ShorterSide, Resampling.Bilinear, ChannelOrder.Bgr, 12, 17 }, // made larger
        { ResizePolicy.ShorterSide, Resampling.Bicubic, ChannelOrder.Rgb, 120, 75 },
        { ResizePolicy.ShorterSide, Resampling.Bicubic, ChannelOrder.Rgb, 11, 10 },
        { ResizePolicy.Stretch, Resampling.Bilinear, ChannelOrder.Rgb, 50, 83 },
        { ResizePolicy.CentreSquare, Resampling.Bilinear, ChannelOrder.Rgb, 83, 50 },
        { ResizePolicy.CentreFraction, Resampling.Bilinear, ChannelOrder.Bgr, 77, 59 },
    };

    [Theory]
    [MemberData(nameof(Preparations))]
    public void Pictures_of_any_size_become_what_evaluation_sees(ResizePolicy policy, Resampling resampling, ChannelOrder channels, int width, int height)
    {
        Preprocessing preprocessing = Plain with { Policy = policy, Resampling = resampling, Channels = channels };
        string file = Write(preprocessing, PictureInput.AnySize), photo = Photo(width, height);
        using PhotoReader reader = new();
        float[] expected = Prepared(reader, photo, preprocessing);
        RgbPicture whole = reader.ReadWhole(photo);
        Assert.Equal((width, height), (whole.Width, whole.Height));
        using PictureSession session = new(file);
        Assert.Null(session.Side);
        // Twice the same picture: a batch has rows of its own.
        float[] both = session.Run([.. whole.Bytes, .. whole.Bytes], 2, height, width);
        float[] pixels = Pixels(both.AsSpan(0, expected.Length), expected);
        Assert.Equal(pixels, Pixels(both.AsSpan(expected.Length), expected));
        float[] off = [.. pixels.Zip(expected, (ours, theirs) => MathF.Abs(ours - theirs))];
        // ONNX Runtime takes positions in 32 bits: of pixels between two steps a few may fall to the other side.
        Assert.InRange(off.Max(), 0, 1.01f);
        Assert.InRange(off.Count(each => each > 0.1f), 0, expected.Length / 50);
    }

    [Theory]
    [InlineData(ChannelOrder.Rgb)]
    [InlineData(ChannelOrder.Bgr)]
    public void Cropped_pictures_are_normalised_as_evaluation_does_it(ChannelOrder channels)
    {
        Preprocessing preprocessing = Preprocessing.ImageNet.At(16) with { Channels = channels };
        string file = Write(preprocessing, PictureInput.Cropped), photo = Photo(40, 33);
        using PhotoReader reader = new();
        float[] expected = Prepared(reader, photo, preprocessing);
        byte[] planes = new byte[expected.Length];
        reader.Read(photo, preprocessing, planes);
        byte[] interleaved = [.. Enumerable.Range(0, planes.Length).Select(i => planes[(i % 3 * 256) + (i / 3)])];
        using PictureSession session = new(file);
        Assert.Equal((16, 16), session.Side);
        float[] probabilities = session.Run(interleaved, 1, 16, 16);
        double sum = expected.Sum(value => Math.Exp(value));
        Assert.All(expected.Zip(probabilities), pair => Assert.Equal(Math.Exp(pair.First) / sum, pair.Second, 1e-6));
        Assert.Contains("the model takes 16×16 alone", Assert.Throws<InferenceException>(() => session.Run(new byte[17 * 16 * 3], 1, 17, 16)).Message);
    }

    [Theory]
    [InlineData(PictureInput.Cropped)]
    [InlineData(PictureInput.AnySize)]
    public void Graft_finds_the_network_within(PictureInput pictures)
    {
        string plain = Path.Combine(folder, "plain.onnx"), file = Path.Combine(folder, "pictures.onnx");
        Graph graph = ColouredPictures.Network("red", "green", "blue");
        OnnxWriter.Write(graph, plain);
        OnnxWriter.Write(graph, file, new OnnxForm { Pictures = pictures });
        Assert.Equal(graph, OnnxReader.Read(file));
        string photo = ColouredPictures.Write(Path.Combine(folder, "photo.png"), new SKColor(10, 200, 30));
        using Predictor one = Predictor.Open(plain), other = Predictor.Open(file);
        Assert.Equal(one.Predict(photo), other.Predict(photo));
        using PictureSession session = new(file);
        using PhotoReader reader = new();
        RgbPicture picture = pictures == PictureInput.Cropped ? new([.. Enumerable.Repeat<byte[]>([10, 200, 30], 32 * 32).SelectMany(pixel => pixel)], 32, 32) : reader.ReadWhole(photo);
        float[] probabilities = session.Run(picture.Bytes, 1, picture.Height, picture.Width);
        Assert.Equal(one.Predict(photo)[0].Probability, probabilities[1], 1e-6f);
    }

    [Fact]
    public void What_onnx_cannot_do_is_refused_with_the_remedy()
    {
        foreach (Preprocessing preprocessing in new[] { Plain with { Resampling = Resampling.Area }, Plain with { Policy = ResizePolicy.MisplacedSquare }, Plain with { Resize = 8 } })
        {
            Assert.Contains("--picture-size cropped", Assert.Throws<OnnxException>(() => Write(preprocessing, PictureInput.AnySize)).Message);
            Write(preprocessing, PictureInput.Cropped);
        }
        Graph silent = ColouredPictures.Network() with { Preprocessing = null };
        Assert.Contains("does not say how it wants its pictures", Assert.Throws<OnnxException>(() => OnnxWriter.Write(silent, Path.Combine(folder, "x.onnx"), new OnnxForm { Pictures = PictureInput.Cropped })).Message);
        string plain = Path.Combine(folder, "plain.onnx");
        OnnxWriter.Write(ColouredPictures.Network(), plain);
        Assert.Contains("--with-preprocessing", Assert.Throws<InferenceException>(() => new PictureSession(plain)).Message);
    }

    private static Preprocessing Plain => new() { Height = 16, Width = 16, Resize = 19, Mean = [0, 0, 0], Deviation = [1, 1, 1] };

    private static float[] Prepared(PhotoReader reader, string photo, Preprocessing preprocessing)
    {
        byte[] planes = new byte[3 * preprocessing.Height * preprocessing.Width];
        float[] prepared = new float[planes.Length];
        reader.Read(photo, preprocessing, planes);
        Normalization.Apply(planes, prepared, preprocessing.Height * preprocessing.Width, preprocessing);
        return preprocessing.Scale == 1 / 255f && preprocessing.Mean[0] == 0 ? [.. prepared.Select(value => value * 255)] : prepared;
    }

    /// <summary>The pixels that probabilities are of, in steps of 255: their logarithms differ by what the pixels differ.</summary>
    private static float[] Pixels(ReadOnlySpan<float> probabilities, float[] like)
    {
        double[] logs = [.. probabilities.ToArray().Select(probability => Math.Log(probability))];
        double shift = like.Select((value, i) => value - (logs[i] * 255)).Order().ElementAt(like.Length / 2);
        return [.. logs.Select(log => (float)((log * 255) + shift))];
    }

    private string Write(Preprocessing preprocessing, PictureInput pictures)
    {
        GraphBuilder builder = new("input");
        string logits = builder.Add("logits", new Flatten(), builder.Input("image", [Shape.Dynamic, 3, 16, 16]));
        string file = Path.Combine(folder, "input.onnx");
        OnnxWriter.Write(builder.Build(logits) with { Preprocessing = preprocessing }, file, new OnnxForm { Pictures = pictures });
        return file;
    }

    /// <summary>Smooth waves with some noise, so that a pixel too far is seen.</summary>
    private string Photo(int width, int height)
    {
        using SKBitmap bitmap = new(width, height);
        Random random = new(width);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                byte Wave(double phase) => (byte)(128 + (90 * Math.Sin(((x * 1.3) + (y * 0.7)) / 9 + phase)) + random.Next(-30, 30));
                bitmap.SetPixel(x, y, new SKColor(Wave(0), Wave(1), Wave(2)));
            }
        }
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        string file = Path.Combine(folder, "photo.png");
        File.WriteAllBytes(file, data.ToArray());
        return file;
    }
}
