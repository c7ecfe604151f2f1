namespace Graft.Web;

/// <summary>Counts the pictures that are decoded, wait or run, and lets no more in than there are places: whoever comes later is refused at once instead of waiting for ever.</summary>
internal sealed class QueueGate(int places)
{
    private int taken;

    /// <summary>Pictures inside.</summary>
    public int Taken => Volatile.Read(ref taken);

    public bool IsFull => Taken >= places;

    /// <summary>Takes places for all pictures of a request, or for none.</summary>
    /// <exception cref="RequestException">There are not enough.</exception>
    public Places Enter(int count)
    {
        int seen = Taken;
        while (seen + count <= places)
        {
            int before = Interlocked.CompareExchange(ref taken, seen + count, seen);
            if (before == seen)
            {
                return new(this, count);
            }
            seen = before;
        }
        throw Full();
    }

    public RequestException Full() => new(503, "queue-full", $"{Taken} pictures are being worked on, and there are {places} places. Try again in a second, or send fewer at once.") { RetryAfter = TimeSpan.FromSeconds(1) };

    /// <summary>The places of one request, given back when it ends.</summary>
    public sealed class Places(QueueGate gate, int count) : IDisposable
    {
        private int held = count;

        public void Dispose() => Interlocked.Add(ref gate.taken, -Interlocked.Exchange(ref held, 0));
    }
}
