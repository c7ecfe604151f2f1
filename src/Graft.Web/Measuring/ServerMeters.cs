using System.Diagnostics.Metrics;

namespace Graft.Web;

/// <summary>What the server counts and measures, as instruments of <c>System.Diagnostics.Metrics</c>. Durations in seconds; nothing here says anything about a picture but the class it was given.</summary>
internal sealed class ServerMeters : IDisposable
{
    public const string Name = "Graft.Web";

    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] };
    private static readonly InstrumentAdvice<int> Sizes = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128] };

    private readonly Meter meter = new(Name);
    private readonly Counter<long> pictures;
    private readonly Counter<long> refused;
    private readonly Counter<long> swaps;
    private readonly Histogram<double> requests;
    private readonly Histogram<double> decoding;
    private readonly Histogram<double> waiting;
    private readonly Histogram<double> running;
    private readonly Histogram<int> batches;

    public ServerMeters(QueueGate gate)
    {
        pictures = meter.CreateCounter<long>("graft.predictions", "{picture}", "Pictures answered, by model and likeliest class.");
        refused = meter.CreateCounter<long>("graft.refusals", "{request}", "Requests and pictures refused, by kind of problem.");
        swaps = meter.CreateCounter<long>("graft.model.swaps", "{swap}", "New versions of model files, by model and outcome.");
        requests = meter.CreateHistogram("graft.request.duration", "s", "Time of a request for predictions, by model and status.", advice: Seconds);
        decoding = meter.CreateHistogram("graft.decode.duration", "s", "Time to decode a picture.", advice: Seconds);
        waiting = meter.CreateHistogram("graft.queue.duration", "s", "Time a decoded picture waits for its batch.", advice: Seconds);
        running = meter.CreateHistogram("graft.batch.duration", "s", "Time a batch runs.", advice: Seconds);
        batches = meter.CreateHistogram("graft.batch.size", "{picture}", "Pictures that run at once.", advice: Sizes);
        meter.CreateObservableGauge("graft.queue.length", () => gate.Taken, "{picture}", "Pictures being decoded, waiting or running.");
    }

    public void Predicted(string model, string label) => pictures.Add(1, new("model", model), new("class", label));

    public void Refused(string code) => refused.Add(1, new KeyValuePair<string, object?>("problem", code));

    public void Swapped(string model) => swaps.Add(1, new("model", model), new("outcome", "served"));

    public void SwapFailed(string model) => swaps.Add(1, new("model", model), new("outcome", "refused"));

    public void Requested(string model, int status, TimeSpan time) => requests.Record(time.TotalSeconds, new("model", model), new("status", status));

    public void Decoded(TimeSpan time) => decoding.Record(time.TotalSeconds);

    public void Waited(string model, TimeSpan time) => waiting.Record(time.TotalSeconds, new KeyValuePair<string, object?>("model", model));

    public void BatchRan(string model, int size, TimeSpan time)
    {
        batches.Record(size, new KeyValuePair<string, object?>("model", model));
        running.Record(time.TotalSeconds, new KeyValuePair<string, object?>("model", model));
    }

    public void Dispose() => meter.Dispose();
}
