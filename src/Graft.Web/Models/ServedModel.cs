using Graft.Inference;

namespace Graft.Web;

/// <summary>One version of a model, loaded and ready. It lives as long as anyone holds it: the slot that serves it, and each request that is under way on it.</summary>
internal sealed class ServedModel
{
    private readonly ModelCopy copy;
    private int holders = 1;

    private ServedModel(string name, ModelCopy copy, ImageClassifier classifier, BatchRunner runner)
    {
        (Name, this.copy, Classifier, Runner, Maps) = (name, copy, classifier, runner, new(classifier));
    }

    public string Name { get; }

    /// <summary>The first twelve digits of the SHA-256 of the model file.</summary>
    public string Version => copy.Version[..12];

    public DateTimeOffset Loaded { get; } = DateTimeOffset.UtcNow;

    public ImageClassifier Classifier { get; }

    public BatchRunner Runner { get; }

    /// <summary>Draws where the model saw what it names.</summary>
    public HeatMapDrawer Maps { get; }

    /// <summary>Loads a model file and tries it on an empty picture.</summary>
    /// <exception cref="GraftException">The file is no model for colour pictures, or fails to run.</exception>
    /// <exception cref="IOException">The file cannot be copied.</exception>
    public static ServedModel Load(string name, string file, ServerOptions options, ServerMeters meters)
    {
        ModelCopy copy = new(file);
        ImageClassifier? classifier = null;
        try
        {
            classifier = ImageClassifier.Open(copy.Path, null, options.Session);
            Try(classifier);
            return new(name, copy, classifier, new BatchRunner(name, classifier, options.Limits.Batch, meters));
        }
        catch (Exception error)
        {
            classifier?.Dispose();
            copy.Dispose();
            // The message should name the file that a person knows.
            throw error is GraftException ? new ServerException(error.Message.Replace(copy.Path, file, StringComparison.Ordinal), error) : error;
        }
    }

    /// <summary>Holds the version for a request; false when it has been let go of.</summary>
    public bool TryHold()
    {
        int seen = Volatile.Read(ref holders);
        while (seen > 0)
        {
            int before = Interlocked.CompareExchange(ref holders, seen + 1, seen);
            if (before == seen)
            {
                return true;
            }
            seen = before;
        }
        return false;
    }

    /// <summary>Ends one hold; the last one frees the model.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref holders) == 0)
        {
            Runner.Dispose();
            Maps.Dispose();
            Classifier.Dispose();
            copy.Dispose();
        }
    }

    private static void Try(ImageClassifier classifier)
    {
        int batch = classifier.FixedBatch ?? 1;
        float[] picture = new float[batch * 3 * classifier.Preprocessing.Height * classifier.Preprocessing.Width], logits = new float[batch * classifier.Classes];
        classifier.Run(picture, batch, logits);
        if (logits.Any(float.IsNaN))
        {
            throw new ServerException($"the model answers an empty picture with numbers that are none (NaN). It is damaged or was not trained to its end; export it again.");
        }
    }
}
