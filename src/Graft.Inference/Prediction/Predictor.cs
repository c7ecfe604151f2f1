using Graft.Imaging;
using Graft.Models;

namespace Graft.Inference;

/// <summary>One answer: what the picture may show, and how likely the model holds it.</summary>
/// <param name="Label">The class's name, or its number where the model does not know names.</param>
/// <param name="Probability">In [0, 1]; a model's probabilities over all classes sum to 1.</param>
public readonly record struct Prediction(string Label, float Probability);

/// <summary>The answers for one picture file, or why there are none.</summary>
/// <param name="Path">The file.</param>
/// <param name="Predictions">The likeliest classes, likeliest first; empty where the file cannot be read.</param>
/// <param name="Fault">What is wrong with the file; null where nothing is.</param>
public sealed record PhotoPredictions(string Path, IReadOnlyList<Prediction> Predictions, string? Fault = null)
{
    /// <summary>How unlike the training pictures it is; null where the model cannot tell.</summary>
    public OutOfDistribution? Distribution { get; init; }

    /// <summary>Why the model does not answer, in words; null where it does. The predictions are then its best guesses.</summary>
    public string? Refusal { get; init; }

    /// <summary>Whether the model answers.</summary>
    public bool IsAnswered => Fault is null && Refusal is null;
}

/// <summary>Names what pictures show. One thread at a time may use it.</summary>
/// <example><code>
/// using Predictor model = Predictor.Open("model.onnx");
/// foreach ((string label, float probability) in model.Predict("photo.jpg", top: 5)) { … }
/// PhotoPredictions answer = model.Answer("photo.jpg", policy: model.Model.Trust.PolicyFor(accuracy: 0.95));
/// Console.WriteLine(answer.Refusal ?? answer.Predictions[0].Label);
/// </code></example>
public sealed class Predictor : IDisposable
{
    private readonly PhotoReader reader = new();

    private Predictor(ImageClassifier model) => Model = model;

    /// <summary>The model, its labels and its preprocessing.</summary>
    public ImageClassifier Model { get; }

    /// <summary>Opens a model file, or the model that a run made.</summary>
    /// <param name="path">An ONNX file, or the folder of a run.</param>
    /// <param name="preprocessing">In place of what the model says about itself. A model that says nothing gets that of most ImageNet networks.</param>
    /// <exception cref="GraftException">There is no model, or it cannot be run; the message says why.</exception>
    public static Predictor Open(string path, Preprocessing? preprocessing = null, OnnxSessionOptions? options = null) => Of(ImageClassifier.Open(path, preprocessing, options));

    /// <summary>Uses an opened model, which is closed with the predictor.</summary>
    public static Predictor Of(ImageClassifier model) => new(model);

    /// <summary>Names what a photo file shows.</summary>
    /// <param name="top">The number of answers, likeliest first.</param>
    /// <exception cref="ImageException">The file is no picture that can be decoded.</exception>
    public IReadOnlyList<Prediction> Predict(string photo, int top = 5) => Answer(photo, top).Predictions;

    /// <summary>Names what a photo in memory shows.</summary>
    /// <param name="photo">An encoded picture: JPEG, PNG, WebP, GIF or BMP.</param>
    /// <param name="name">What error messages call it.</param>
    /// <exception cref="ImageException">The bytes are no picture that can be decoded.</exception>
    public IReadOnlyList<Prediction> Predict(ReadOnlyMemory<byte> photo, int top = 5, string name = "the picture") => Answer(photo, top, null, name).Predictions;

    /// <summary>Names what a photo file shows, or says why not.</summary>
    /// <param name="policy">When to answer; null for always.</param>
    /// <exception cref="ImageException">The file is no picture that can be decoded.</exception>
    public PhotoPredictions Answer(string photo, int top = 5, AnswerPolicy? policy = null) => Answer(planes => reader.Read(photo, Model.Preprocessing, planes), photo, top, policy);

    /// <summary>The same for a photo in memory.</summary>
    /// <param name="name">What error messages call it, and the path of the answer.</param>
    /// <exception cref="ImageException">The bytes are no picture that can be decoded.</exception>
    public PhotoPredictions Answer(ReadOnlyMemory<byte> photo, int top = 5, AnswerPolicy? policy = null, string name = "the picture") => Answer(planes => reader.Read(photo.Span, name, Model.Preprocessing, planes), name, top, policy);

    /// <summary>Names what many photos show, in order; they are decoded on other threads, and run in batches. A file that cannot be read gets its fault instead of answers.</summary>
    /// <param name="policy">When to answer; null for always.</param>
    public IEnumerable<PhotoPredictions> PredictAll(IEnumerable<string> photos, int top = 5, AnswerPolicy? policy = null)
    {
        const int atOnce = 8;
        ImageItem[] items = [.. photos.Select(photo => new ImageItem(photo, photo, 0))];
        EvaluationLoader loader = EvaluationLoader.Create(items, new() { Batch = Model.FixedBatch ?? atOnce, Preprocessing = Model.Preprocessing, UnreadableFraction = 1 });
        float[] pictures = new float[(Model.FixedBatch ?? atOnce) * 3 * Model.Preprocessing.Height * Model.Preprocessing.Width], logits = new float[(Model.FixedBatch ?? atOnce) * Model.Classes];
        int next = 0;
        foreach (Batch batch in loader.Batches())
        {
            int[] indices = [.. batch.Indices];
            using (batch)
            {
                batch.NormalizeInto(pictures, Model.Preprocessing);
                int count = Model.FixedBatch ?? batch.Count;
                Model.Run(pictures.AsMemory(0, count * batch.PictureLength), count, logits);
            }
            for (int i = 0; i < indices.Length; next = indices[i] + 1, i++)
            {
                foreach (PhotoPredictions missing in Faults(next, indices[i]))
                {
                    yield return missing;
                }
                yield return Judged(items[indices[i]].File, i, logits.AsSpan(i * Model.Classes, Model.Classes), top, policy);
            }
        }
        foreach (PhotoPredictions missing in Faults(next, items.Length))
        {
            yield return missing;
        }

        IEnumerable<PhotoPredictions> Faults(int from, int to) => from == to ? []
            : items[from..to].Select(item => new PhotoPredictions(item.File, [], loader.Bad.First(bad => bad.Item.File == item.File).Message));
    }

    public void Dispose()
    {
        reader.Dispose();
        Model.Dispose();
    }

    private PhotoPredictions Answer(Filler read, string name, int top, AnswerPolicy? policy)
    {
        byte[] planes = new byte[3 * Model.Preprocessing.Height * Model.Preprocessing.Width];
        read(planes);
        int batch = Model.FixedBatch ?? 1;
        float[] picture = new float[batch * planes.Length], logits = new float[batch * Model.Classes];
        Normalization.Apply(planes, picture, Model.Preprocessing.Height * Model.Preprocessing.Width, Model.Preprocessing);
        Model.Run(picture, batch, logits);
        return Judged(name, 0, logits.AsSpan(0, Model.Classes), top, policy);
    }

    /// <param name="place">The picture's place in the batch that ran last.</param>
    private PhotoPredictions Judged(string name, int place, ReadOnlySpan<float> logits, int top, AnswerPolicy? policy)
    {
        OutOfDistribution? distribution = Model.DistributionOf(place, logits);
        Prediction[] likeliest = [.. Softmax.Likeliest(logits, top).Select(each => new Prediction(Model.LabelOf(each.Index), each.Probability))];
        return new(name, likeliest) { Distribution = distribution, Refusal = likeliest.Length > 0 ? policy?.Refusal(likeliest[0], distribution) : null };
    }

    private delegate void Filler(Span<byte> planes);
}
