using Graft.Inference;
using Microsoft.Extensions.Logging;

namespace Graft.Web;

/// <summary>A name under which one version of a model after another is served.</summary>
/// <remarks>A new version is loaded beside the old one and tried; then the name points to it, and the old one is freed when its last request is answered. A file that is no model changes nothing.</remarks>
internal sealed partial class ModelSlot : IDisposable
{
    private readonly ModelSource source;
    private readonly string file;
    private readonly ServerOptions options;
    private readonly ServerMeters meters;
    private readonly ILogger log;
    private ServedModel current;
    private FileState? served;
    private FileState? seen;
    private bool waits;

    /// <exception cref="GraftException">There is no model, or it cannot be run.</exception>
    public ModelSlot(ModelSource source, ServerOptions options, ServerMeters meters, ILogger log)
    {
        (this.source, this.options, this.meters, this.log) = (source, options, meters, log);
        file = ImageClassifier.FileOf(source.Path);
        served = seen = FileState.Of(file);
        try
        {
            current = ServedModel.Load(source.Name, file, options, meters);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ServerException($"{file}: the model cannot be read: {error.Message} Check that you may read it, and that the folder for temporary files has room.", error);
        }
        LogLoaded(log, source.Name, current.Version, current.Classifier.Classes, current.Classifier.Preprocessing.Width, current.Classifier.Preprocessing.Height);
        if (current.Classifier.AssumesPreprocessing)
        {
            LogAssumes(log, source.Name);
        }
    }

    public string Name => source.Name;

    /// <summary>Holds the version that is served now; whoever asks releases it.</summary>
    public ServedModel Hold()
    {
        while (true)
        {
            ServedModel model = Volatile.Read(ref current);
            if (model.TryHold())
            {
                return model;
            }
        }
    }

    /// <summary>Looks at the file, and serves its new version if there is one that has stopped changing since the last look.</summary>
    public void Look()
    {
        FileState? now = FileState.Of(file);
        bool settled = now == seen;
        seen = now;
        if (now is null || now == served || !settled)
        {
            return;
        }
        served = now; // Also when it fails: it is tried again when it changes again.
        try
        {
            ServedModel next = ServedModel.Load(source.Name, file, options, meters);
            string old = current.Version;
            waits = false;
            if (next.Version == old)
            {
                next.Release();
                return;
            }
            Interlocked.Exchange(ref current, next).Release();
            meters.Swapped(source.Name);
            LogSwapped(log, source.Name, next.Version, old);
        }
        catch (IOException error)
        {
            // Whoever replaced it may still hold it, or the disk is full: it is tried again at the next look.
            served = null;
            if (!waits)
            {
                waits = true;
                LogWaits(log, source.Name, current.Version, error.Message);
            }
        }
        catch (Exception error) // Whatever is wrong with the new file, the old version goes on.
        {
            meters.SwapFailed(source.Name);
            LogKept(log, source.Name, current.Version, error.Message);
        }
    }

    public void Dispose() => current.Release();

    [LoggerMessage(1, LogLevel.Information, "model {Model} version {Version}: {Classes} classes, pictures of {Width}×{Height}")]
    private static partial void LogLoaded(ILogger log, string model, string version, int classes, int width, int height);

    [LoggerMessage(2, LogLevel.Warning, "model {Model} does not say how it wants its pictures; taking the way of most ImageNet networks")]
    private static partial void LogAssumes(ILogger log, string model);

    [LoggerMessage(3, LogLevel.Information, "model {Model}: version {Version} in place of {Old}")]
    private static partial void LogSwapped(ILogger log, string model, string version, string old);

    [LoggerMessage(5, LogLevel.Warning, "model {Model}: the new file cannot be read yet, version {Version} stays meanwhile: {Reason}")]
    private static partial void LogWaits(ILogger log, string model, string version, string reason);

    [LoggerMessage(4, LogLevel.Error, "model {Model}: the new file is not served, version {Version} stays: {Reason}")]
    private static partial void LogKept(ILogger log, string model, string version, string reason);
}
