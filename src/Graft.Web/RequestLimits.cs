using Graft.Imaging;

namespace Graft.Web;

/// <summary>How much one request, and all of them together, may ask of the server.</summary>
public sealed record RequestLimits
{
    /// <summary>Bytes of a whole request.</summary>
    public long RequestBytes { get; init; } = 64 << 20;

    /// <summary>Bytes of one encoded picture.</summary>
    public int PictureBytes { get; init; } = 20 << 20;

    /// <summary>Pixels that a picture may have; read from its header before anything is decoded.</summary>
    public long PicturePixels { get; init; } = 100_000_000;

    /// <summary>Pixels decoded at most, at 4 bytes each: the limit of pictures that cannot be decoded at a fraction of their size (all but common JPEGs).</summary>
    public long DecodedPixels { get; init; } = 40_000_000;

    /// <summary>Pictures in one request.</summary>
    public int Pictures { get; init; } = 64;

    /// <summary>From the first byte of a request to its answer.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Pictures that are decoded, wait or run at one time; a request that would make them more gets status 503.</summary>
    public int Queue { get; init; } = 256;

    /// <summary>Pictures that run through the network at once, where so many wait.</summary>
    public int Batch { get; init; } = 8;

    /// <summary>Bytes of all uploads that are in memory at one time; a request that would make them more gets status 503.</summary>
    public long HeldBytes { get; init; } = 512L << 20;

    /// <summary>Connections open at one time; others wait in the system's queue.</summary>
    public int Connections { get; init; } = 1024;

    /// <summary>How long requests that are under way may take to end when the server is stopped.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(30);

    internal DecodeLimits Decoding => new() { SourcePixels = PicturePixels, DecodedPixels = Math.Min(DecodedPixels, PicturePixels), FileBytes = PictureBytes };

    /// <exception cref="ServerException">Two limits do not go together, or one is not above 0.</exception>
    internal RequestLimits Checked()
    {
        (string Name, double Value)[] all =
        [
            ("bytes of a request", RequestBytes), ("bytes of a picture", PictureBytes), ("pixels", PicturePixels), ("decoded pixels", DecodedPixels), ("pictures of a request", Pictures),
            ("seconds of a request", Time.TotalSeconds), ("places of the queue", Queue), ("pictures of a batch", Batch), ("bytes held", HeldBytes), ("connections", Connections),
        ];
        foreach ((string name, double value) in all)
        {
            if (!(value > 0))
            {
                throw new ServerException($"the limit of {name} is {value}; it must be above 0.");
            }
        }
        return Pictures <= Queue ? this : throw new ServerException($"a request may have {Pictures} pictures, but the queue has {Queue} places, so that it could never be answered. Make the queue longer, or the requests smaller.");
    }
}
