using System.Buffers;
using System.Diagnostics;
using System.Threading.Channels;
using Graft.Imaging;
using Graft.Inference;

namespace Graft.Web;

/// <summary>Runs one version of a model on its own thread, each time on all pictures that have come meanwhile, up to a batch.</summary>
/// <remarks>Nothing is waited for: while the network is busy the next batch gathers by itself, and a picture that comes alone runs alone, at once.</remarks>
internal sealed class BatchRunner : IDisposable
{
    private readonly Channel<PictureJob> waiting = Channel.CreateUnbounded<PictureJob>(new() { SingleReader = true }); // The gate bounds it.
    private readonly string name;
    private readonly ImageClassifier model;
    private readonly ServerMeters meters;
    private readonly float[] pictures; // (batch, 3, height, width)
    private readonly float[] logits; // (batch, classes)
    private readonly int length;
    private readonly List<PictureJob> batch = [];
    private readonly Thread thread;

    public BatchRunner(string name, ImageClassifier model, int atOnce, ServerMeters meters)
    {
        (this.name, this.model, this.meters) = (name, model, meters);
        Batch = model.FixedBatch ?? atOnce;
        length = 3 * model.Preprocessing.Height * model.Preprocessing.Width;
        (pictures, logits) = (new float[Batch * length], new float[Batch * model.Classes]);
        thread = new Thread(Work) { IsBackground = true, Name = $"graft {name}" };
        thread.Start();
    }

    /// <summary>Pictures that run at once, at most.</summary>
    public int Batch { get; }

    /// <summary>Lets a picture run; the outcome, or the failure, comes by <see cref="PictureJob.Outcome"/>.</summary>
    public void Add(PictureJob job)
    {
        if (!waiting.Writer.TryWrite(job))
        {
            throw new ObjectDisposedException(nameof(BatchRunner));
        }
    }

    /// <summary>Ends the thread once all that waits has run.</summary>
    public void Dispose()
    {
        waiting.Writer.Complete();
        thread.Join();
    }

    private void Work()
    {
        while (waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            batch.Clear();
            while (batch.Count < Batch && waiting.Reader.TryRead(out PictureJob? job))
            {
                Take(job);
            }
            if (batch.Count > 0)
            {
                Run();
            }
        }
    }

    private void Take(PictureJob job)
    {
        if (job.IsWanted)
        {
            Normalization.Apply(job.Planes.AsSpan(0, length), pictures.AsSpan(batch.Count * length, length), length / 3, model.Preprocessing);
            batch.Add(job);
        }
        else
        {
            job.Drop();
        }
        ArrayPool<byte>.Shared.Return(job.Planes);
    }

    private void Run()
    {
        long begun = Stopwatch.GetTimestamp();
        try
        {
            int count = model.FixedBatch ?? batch.Count;
            model.Run(pictures.AsMemory(0, count * length), count, logits);
            for (int i = 0; i < batch.Count; i++)
            {
                float[] own = logits.AsSpan(i * model.Classes, model.Classes).ToArray();
                batch[i].Answer(new(own, model.DistributionOf(i, own)));
            }
        }
        catch (Exception error)
        {
            batch.ForEach(job => job.Fail(error));
        }
        meters.BatchRan(name, batch.Count, Stopwatch.GetElapsedTime(begun));
        foreach (PictureJob job in batch)
        {
            meters.Waited(name, Stopwatch.GetElapsedTime(job.Since, begun));
        }
    }
}
