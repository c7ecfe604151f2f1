namespace Graft.Web;

/// <summary>Counts the bytes of all uploads in memory, so that many requests at once cannot take it all.</summary>
internal sealed class UploadBudget(long most)
{
    private long held;

    /// <exception cref="RequestException">There is no room now.</exception>
    public void Take(long bytes)
    {
        if (Interlocked.Add(ref held, bytes) > most)
        {
            Give(bytes);
            throw new RequestException(503, "memory-full", $"the uploads that are under way hold {most >> 20} MiB already. Try again in a second.") { RetryAfter = TimeSpan.FromSeconds(1) };
        }
    }

    public void Give(long bytes) => Interlocked.Add(ref held, -bytes);

    /// <summary>Bytes in memory now.</summary>
    public long Held => Volatile.Read(ref held);
}
