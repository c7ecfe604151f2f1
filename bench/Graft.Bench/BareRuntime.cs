using Graft.Imaging;
using Graft.Models;
using Microsoft.ML.OnnxRuntime;
using SkiaSharp;

namespace Graft.Bench;

/// <summary>ONNX Runtime as one would write it by hand, with nothing of Graft but the list of files.</summary>
internal static class BareRuntime
{
    /// <summary>Runs the network on every picture, one at a time on each core, and keeps what it says.</summary>
    public static int Features(string data, string model)
    {
        ImageDataset dataset = ImageDataset.Open(data, new());
        string[] files = [.. Enum.GetValues<Split>().SelectMany(dataset.Items).Select(item => item.File)];
        float[][] features = new float[files.Length][];
        using InferenceSession session = Session(model, threads: 1);
        ParallelOptions cores = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, files.Length, cores, () => new Lane(), (i, _, lane) =>
        {
            features[i] = lane.Run(session, files[i]);
            return lane;
        }, lane => lane.Dispose());
        Console.WriteLine($"{features.Length} pictures, {features[0].Length} numbers each");
        return 0;
    }

    /// <summary>Names one photo.</summary>
    public static int OnePhoto(string model, string photo)
    {
        using InferenceSession session = Session(model, Environment.ProcessorCount);
        using Lane lane = new();
        foreach ((int index, float logit) in lane.Run(session, photo).Index().OrderByDescending(each => each.Item).Take(5))
        {
            Console.WriteLine($"{logit:0.000} {index}");
        }
        return 0;
    }

    private static InferenceSession Session(string model, int threads)
    {
        using SessionOptions settings = new() { IntraOpNumThreads = threads };
        return new InferenceSession(model, settings);
    }

    private sealed class Lane : IDisposable
    {
        private static readonly Preprocessing Preprocessing = Preprocessing.ImageNet;
        private readonly BareDecoding decoding = new();
        private readonly SKBitmap crop = new(new SKImageInfo(Preprocessing.Width, Preprocessing.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        private readonly float[] picture = new float[3 * Preprocessing.Width * Preprocessing.Height];
        private readonly RunOptions run = new();

        public float[] Run(InferenceSession session, string file)
        {
            decoding.Read(file, Preprocessing, picture, crop);
            using OrtValue input = OrtValue.CreateTensorValueFromMemory(picture, [1, 3, Preprocessing.Height, Preprocessing.Width]);
            using IDisposableReadOnlyCollection<OrtValue> output = session.Run(run, session.InputNames, [input], session.OutputNames);
            return output[0].GetTensorDataAsSpan<float>().ToArray();
        }

        public void Dispose()
        {
            decoding.Dispose();
            crop.Dispose();
            run.Dispose();
        }
    }
}
