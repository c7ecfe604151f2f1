using Graft.Imaging;

namespace Graft.Inference;

/// <summary>Runs a classifier over pictures: decodes ahead on several threads while ONNX Runtime computes.</summary>
internal static class PictureRuns
{
    /// <summary>Hands over, batch by batch and in order, the logits (count, classes) and the batch they belong to; both live until the next batch.</summary>
    public static void Run(ImageClassifier model, EvaluationLoader loader, int batchSize, LogitsHandler handle, CancellationToken cancellation)
    {
        int length = 3 * model.Preprocessing.Height * model.Preprocessing.Width;
        float[] pictures = new float[batchSize * length], logits = new float[batchSize * model.Classes];
        foreach (Batch batch in loader.Batches(cancellation))
        {
            using (batch)
            {
                batch.NormalizeInto(pictures, model.Preprocessing);
                // A model with a fixed batch runs on a full one; what fills it up is not looked at.
                int count = model.FixedBatch ?? batch.Count;
                model.Run(pictures.AsMemory(0, count * length), count, logits);
                handle(batch, logits.AsSpan(0, batch.Count * model.Classes));
            }
        }
    }

    /// <summary>The batch size to run a model with.</summary>
    public static int BatchOf(ImageClassifier model, int asked) => model.FixedBatch ?? asked;
}

/// <summary>Takes the logits of a batch.</summary>
internal delegate void LogitsHandler(Batch batch, ReadOnlySpan<float> logits);
