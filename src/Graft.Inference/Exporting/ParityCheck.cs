using System.Diagnostics;
using Graft.Imaging;
using Graft.Inference.Comparison;
using Graft.Models;
using Graft.Onnx;

namespace Graft.Inference.Exporting;

/// <summary>Compares an exported file with the model that it was made from: the same pictures, the same machine, in turn.</summary>
public sealed class ParityCheck
{
    private const int Rounds = 9;

    /// <summary>The least that one timed run takes, so that the clock does not matter.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(60);

    private static readonly int[] Batches = [1, 16];

    private readonly string original, exported;
    private readonly PictureInput pictures;
    private readonly Preprocessing? given;

    /// <param name="original">The folder of a run, or a model file.</param>
    /// <param name="exported">The file made from it.</param>
    /// <param name="pictures">What the file takes.</param>
    /// <param name="given">How pictures are prepared, where the model does not say it.</param>
    public ParityCheck(string original, string exported, PictureInput pictures, Preprocessing? given = null) => (this.original, this.exported, this.pictures, this.given) = (original, exported, pictures, given);

    /// <summary>Measures both on a split of a data set.</summary>
    /// <param name="data">Null where there are no pictures; speed and size are measured all the same.</param>
    /// <param name="missing">Why there are none.</param>
    /// <param name="measured">Told the pictures done so far, of twice as many as the split has.</param>
    /// <exception cref="GraftException">One of the two cannot be run.</exception>
    /// <exception cref="OperationCanceledException">It was asked for.</exception>
    public ParityReport Measure(ImageDataset? data, Split split, string? missing = null, Action<int>? measured = null, CancellationToken cancellation = default)
    {
        using ImageClassifier before = ImageClassifier.Open(original, given), after = ImageClassifier.Open(exported, given);
        ParityOutcomes? outcomes = null;
        if (data is not null)
        {
            outcomes = Compare(before, after, data, split, measured, cancellation);
        }
        return new()
        {
            Bytes = (SizeOf(ImageClassifier.FileOf(original)), SizeOf(exported)),
            Speeds = [.. Batches.Select(batch => Speed(before, after, batch)).OfType<ExportSpeed>()],
            Outcomes = outcomes,
            Missing = missing,
        };
    }

    private ParityOutcomes Compare(ImageClassifier before, ImageClassifier after, ImageDataset data, Split split, Action<int>? measured, CancellationToken cancellation)
    {
        int all = data.Items(split).Count;
        PictureOutcomes first = (Directory.Exists(original) && given is null ? KeptOutcomes.Find(original, before, data, split) : null)
            ?? KeptOutcomes.MeasureAnew(ImageClassifier.FileOf(original), before, data, split, null, measured, cancellation);
        PictureOutcomes second = pictures == PictureInput.Prepared
            ? KeptOutcomes.MeasureAnew(exported, after, data, split, null, done => measured?.Invoke(all + done), cancellation)
            : WholePictures.Measure(exported, after, data, split, done => measured?.Invoke(all + done), cancellation);
        RunComparison comparison = RunComparison.Of([("the model", first), ("the file", second)], onlyCommon: true);
        PairedComparison pair = comparison.Pairs[0];
        int[][] rows = comparison.Common.Rows;
        (int same, double probability, double logit) = (0, 0, 0);
        for (int i = 0; i < comparison.Common.Count; i++)
        {
            (int a, int b) = (rows[0][i], rows[1][i]);
            same += first.Predicted(a) == second.Predicted(b) ? 1 : 0;
            for (int label = 0; label < first.Labels.Count; label++)
            {
                probability = Math.Max(probability, Math.Abs(first.Probability(a, label) - second.Probability(b, label)));
                logit = Math.Max(logit, Math.Abs(first.LogitsOf(a)[label] - second.LogitsOf(b)[label]));
            }
        }
        return new()
        {
            Split = SplitNames.Of(split),
            Pictures = comparison.Common.Count,
            Agreement = Proportion.Of(same, comparison.Common.Count),
            OriginalTop1 = comparison.Reports[0].Top1,
            ExportedTop1 = comparison.Reports[1].Top1,
            Change = (pair.Difference, pair.Low, pair.High),
            Chance = pair.Probability,
            Loss = (comparison.Reports[0].MeanLoss, comparison.Reports[1].MeanLoss),
            LargestProbability = probability,
            LargestLogit = pictures == PictureInput.Prepared ? logit : null,
            Exported = second,
        };
    }

    /// <summary>How fast both are, by turns; null where one of them takes another number of pictures.</summary>
    private ExportSpeed? Speed(ImageClassifier before, ImageClassifier after, int batch)
    {
        if ((before.FixedBatch ?? batch) != batch || (after.FixedBatch ?? batch) != batch)
        {
            return null;
        }
        (int height, int width) = (before.Preprocessing.Height, before.Preprocessing.Width);
        float[] prepared = new float[batch * 3 * height * width], logits = new float[batch * before.Classes];
        Random random = new(batch);
        foreach (ref float value in prepared.AsSpan())
        {
            value = random.NextSingle() - 0.5f;
        }
        // A file that resizes gets a picture a third larger than what it resizes to, as many photos are.
        int side = before.Preprocessing.Resize * 4 / 3;
        (int tall, int wide) = pictures == PictureInput.AnySize ? (side, side * 4 / 3) : (height, width);
        byte[] bytes = new byte[pictures == PictureInput.Prepared ? 0 : batch * tall * wide * 3];
        random.NextBytes(bytes);
        using PictureSession? whole = pictures == PictureInput.Prepared ? null : new(exported);
        Action one = () => before.Run(prepared, batch, logits), other = whole is null ? () => after.Run(prepared, batch, logits) : () => whole.Run(bytes, batch, tall, wide);
        (int oneTimes, int otherTimes) = (Times(one), Times(other));
        List<double> first = [], second = [];
        for (int round = 0; round < Rounds; round++)
        {
            first.Add(Rate(one, oneTimes, batch));
            second.Add(Rate(other, otherTimes, batch));
        }
        return new(batch, first.Order().ElementAt(Rounds / 2), second.Order().ElementAt(Rounds / 2));
    }

    /// <summary>How often a run is repeated so that it takes long enough; the first one, which allocates, is not counted.</summary>
    private static int Times(Action run)
    {
        run();
        long start = Stopwatch.GetTimestamp();
        run();
        return (int)Math.Clamp(Shortest / Stopwatch.GetElapsedTime(start), 1, 1000);
    }

    private static double Rate(Action run, int times, int batch)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < times; i++)
        {
            run();
        }
        return times * batch / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static long SizeOf(string file) => new[] { file, file + ".data" }.Where(File.Exists).Sum(each => new FileInfo(each).Length);
}
