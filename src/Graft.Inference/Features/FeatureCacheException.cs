using Graft.Downloads;

namespace Graft.Inference;

/// <summary>Features that cannot be kept.</summary>
public sealed class FeatureCacheException(string message, Exception? cause = null) : GraftException(message, cause)
{
    internal static FeatureCacheException CannotWrite(string folder, Exception cause) => new(
        $"'{folder}' cannot be written: {cause.Message.TrimEnd('.')}. Features that were kept so far are not lost. Make room or name another folder in {CacheFolder.Variable}, or do without it: --set data.cache=false.", cause);
}
