using System.Runtime.ExceptionServices;
using Graft.Graphs;
using Graft.Imaging;

namespace Graft.Inference;

/// <summary>Threads that each take a picture, decode it, run the network on it and put the rows away, one picture after another.</summary>
/// <remarks>Every thread computes alone, on one session that all share: nothing waits for decoding, and no operation waits for its slowest thread. docs/cache.md has the figures.</remarks>
internal sealed class ExtractionWorkers(Graph prefix, ExtractionPlan plan, FeatureStores stores, FeatureRequest request) : IDisposable
{
    private readonly OnnxSession session = new(prefix, new() { Threads = 1 });
    private readonly int batch = ExtractionLane.BatchFor(prefix);
    private readonly object gate = new();
    private IReadOnlyList<int> missing = [];
    private int next, done, working;
    private Exception? failure;
    private int rows;

    /// <summary>Rows computed so far.</summary>
    public int Rows => rows;

    /// <summary>Computes what some pictures lack.</summary>
    public void Run(IReadOnlyList<int> pictures, CancellationToken cancellation)
    {
        (missing, next, done) = (pictures, 0, 0);
        working = Math.Min(pictures.Count, request.Threads > 0 ? request.Threads : PhysicalCores.Count);
        Thread[] threads = [.. Enumerable.Range(0, working).Select(i => new Thread(Work) { IsBackground = true, Name = $"graft features {i}" })];
        Array.ForEach(threads, thread => thread.Start());
        Wait(cancellation);
        Array.ForEach(threads, thread => thread.Join());
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
        cancellation.ThrowIfCancellationRequested();
    }

    public void Dispose() => session.Dispose();

    /// <summary>Tells how far the threads are, until they have ended.</summary>
    private void Wait(CancellationToken cancellation)
    {
        const int Interval = 200; // milliseconds
        int told = -1;
        while (true)
        {
            int now;
            lock (gate)
            {
                if (cancellation.IsCancellationRequested)
                {
                    next = missing.Count;
                }
                if (working == 0)
                {
                    return;
                }
                now = done;
            }
            if (now != told)
            {
                told = now;
                request.Progress?.Invoke(plan.Items.Count - missing.Count + now, plan.Items.Count);
            }
            lock (gate)
            {
                if (working > 0)
                {
                    Monitor.Wait(gate, Interval);
                }
            }
        }
    }

    private void Work()
    {
        try
        {
            using ExtractionLane lane = new(session, prefix.Preprocessing!, stores, request, batch);
            while (Next() is { } picture)
            {
                try
                {
                    lane.Add(plan, picture);
                }
                catch (ImageException error)
                {
                    plan.MarkUnreadable(picture, error);
                }
                lock (gate)
                {
                    done++;
                }
            }
            lane.Finish();
            Interlocked.Add(ref rows, lane.Rows);
        }
        catch (Exception error)
        {
            lock (gate)
            {
                failure ??= error;
                next = missing.Count;
            }
        }
        finally
        {
            lock (gate)
            {
                working--;
                Monitor.PulseAll(gate);
            }
        }
    }

    private int? Next()
    {
        lock (gate)
        {
            return next < missing.Count ? missing[next++] : null;
        }
    }
}
