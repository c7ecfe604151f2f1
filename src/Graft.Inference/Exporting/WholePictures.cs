using Graft.Imaging;

namespace Graft.Inference.Exporting;

/// <summary>Measures a file that prepares pictures itself as a program without Graft would use it: decoded pictures in, probabilities out.</summary>
internal static class WholePictures
{
    /// <returns>With logarithms of probabilities in the place of logits: what says which class, and how surely, is the same.</returns>
    /// <param name="within">The network within the file.</param>
    /// <exception cref="EvaluationException">The model's classes are not those of the data set.</exception>
    /// <exception cref="OperationCanceledException">It was asked for.</exception>
    public static PictureOutcomes Measure(string file, ImageClassifier within, ImageDataset data, Split split, Action<int>? measured, CancellationToken cancellation)
    {
        IReadOnlyList<ImageItem> items = data.Items(split);
        ClassMatch match = ClassMatch.Of(within, data, items);
        using PictureSession session = new(file);
        using PhotoReader reader = new();
        List<MeasuredPicture> pictures = [];
        List<MissedPicture> missed = [];
        List<float> logs = [];
        OutcomeOrigin origin = OutcomeOrigin.Of(file, within, data, split);
        foreach (ImageItem item in items)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                RgbPicture picture = session.Side is null ? reader.ReadWhole(item.File) : Cropped(reader, item.File, within);
                logs.AddRange(session.Run(picture.Bytes, 1, picture.Height, picture.Width).Select(probability => MathF.Log(MathF.Max(probability, float.Epsilon))));
                pictures.Add(new(item.Key, new FileInfo(item.File).Length, match.IndexOf(item.Label)));
            }
            catch (ImageException error)
            {
                missed.Add(new(item.Key, error.Fact));
            }
            measured?.Invoke(pictures.Count + missed.Count);
        }
        return new(origin, [.. match.Labels], [.. pictures], [.. logs], [.. missed]);
    }

    /// <summary>What the loader makes of a photo, as a program would hand it in.</summary>
    public static RgbPicture Cropped(PhotoReader reader, string file, ImageClassifier model)
    {
        (int height, int width) = (model.Preprocessing.Height, model.Preprocessing.Width);
        byte[] planes = new byte[3 * height * width], bytes = new byte[planes.Length];
        reader.Read(file, model.Preprocessing, planes);
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = planes[(i % 3 * height * width) + (i / 3)];
        }
        return new(bytes, width, height);
    }
}
