namespace Graft.Imaging;

/// <summary>Fills batches on several threads, a bounded number ahead, and hands them over in order.</summary>
/// <param name="start">The first batch.</param>
/// <param name="end">The batch after the last one.</param>
/// <param name="open">Makes an empty batch; called in order, one at a time.</param>
/// <param name="fill">Fills one slot of a batch; called on any thread.</param>
/// <param name="finish">Completes a batch whose slots are filled; called on any thread.</param>
internal sealed class BatchPipeline(int start, int end, int threads, int prefetch, Func<int, Batch> open, Action<Batch, int, PictureWorker> fill, Action<Batch> finish, Func<PictureWorker> worker)
{
    private readonly object gate = new();
    private readonly Dictionary<int, Batch> ready = [];
    private int opened = start;
    private int handed = start;
    private Batch? current;
    private int nextSlot;
    private readonly Dictionary<Batch, int> missing = [];
    private Exception? failure;
    private bool stopped;

    /// <summary>The batches, in order. Stopping the enumeration stops the threads.</summary>
    public IEnumerable<Batch> Run(CancellationToken cancellation)
    {
        Thread[] pool = [.. Enumerable.Range(0, threads > 0 ? threads : Environment.ProcessorCount).Select(i => new Thread(Work) { IsBackground = true, Name = $"graft loader {i}" })];
        using CancellationTokenRegistration wake = cancellation.Register(Stop);
        Array.ForEach(pool, thread => thread.Start());
        try
        {
            while (handed < end)
            {
                yield return Await(handed, cancellation);
            }
        }
        finally
        {
            Stop();
            Array.ForEach(pool, thread => thread.Join());
            foreach (Batch left in ready.Values.Concat(missing.Keys))
            {
                left.Dispose();
            }
        }
    }

    private Batch Await(int index, CancellationToken cancellation)
    {
        lock (gate)
        {
            Batch? batch;
            while (!ready.Remove(index, out batch))
            {
                cancellation.ThrowIfCancellationRequested();
                if (failure is not null)
                {
                    System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
                }
                Monitor.Wait(gate);
            }
            handed = index + 1;
            Monitor.PulseAll(gate);
            return batch;
        }
    }

    private void Stop()
    {
        lock (gate)
        {
            stopped = true;
            Monitor.PulseAll(gate);
        }
    }

    private void Work()
    {
        try
        {
            using PictureWorker mine = worker();
            while (Next() is (Batch batch, int slot))
            {
                fill(batch, slot, mine);
                if (IsLast(batch))
                {
                    finish(batch);
                    Deliver(batch);
                }
            }
        }
        catch (Exception e)
        {
            // Thrown again by whoever waits for the next batch.
            lock (gate)
            {
                failure ??= e;
                stopped = true;
                Monitor.PulseAll(gate);
            }
        }
    }

    private (Batch, int)? Next()
    {
        lock (gate)
        {
            while (!stopped)
            {
                if (current is not null && nextSlot < current.Count)
                {
                    return (current, nextSlot++);
                }
                if (opened == end)
                {
                    return null;
                }
                if (opened < handed + prefetch)
                {
                    current = open(opened++);
                    missing.Add(current, current.Count);
                    nextSlot = 0;
                    continue;
                }
                Monitor.Wait(gate);
            }
            return null;
        }
    }

    private bool IsLast(Batch batch)
    {
        lock (gate)
        {
            return --missing[batch] == 0;
        }
    }

    private void Deliver(Batch batch)
    {
        lock (gate)
        {
            missing.Remove(batch);
            ready.Add(batch.Index, batch);
            Monitor.PulseAll(gate);
        }
    }
}
