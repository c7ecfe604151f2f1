using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Graft.Web;

/// <summary>All models by name, and the watch over their files.</summary>
internal sealed class ModelCatalog : BackgroundService
{
    private readonly Dictionary<string, ModelSlot> slots = new(StringComparer.Ordinal);
    private readonly List<ModelSlot> order = [];
    private readonly TimeSpan lookAt;

    /// <exception cref="GraftException">A model cannot be loaded, or two have one name.</exception>
    public ModelCatalog(ServerOptions options, ServerMeters meters, ILoggerFactory logs)
    {
        lookAt = options.LookAt;
        ILogger log = logs.CreateLogger("Graft.Web.Models");
        try
        {
            foreach (ModelSource source in options.Models)
            {
                if (slots.ContainsKey(source.Name))
                {
                    throw new ServerException($"two models are called '{source.Name}'. Give one another name: {source.Name}-2={source.Path}");
                }
                ModelSlot slot = new(source, options, meters, log);
                slots.Add(source.Name, slot);
                order.Add(slot);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Names, the default model's first.</summary>
    public IReadOnlyList<string> Names => [.. order.Select(slot => slot.Name)];

    /// <summary>The slot of a name, or of the default model for null.</summary>
    /// <exception cref="RequestException">There is no such model.</exception>
    public ModelSlot Find(string? name)
    {
        if (order.Count == 0)
        {
            throw new RequestException(404, "no-model", "this server shows runs and serves no model. Start it with one: graft serve MODEL.onnx");
        }
        return name is null ? order[0] : slots.TryGetValue(name, out ModelSlot? slot) ? slot
            : throw new RequestException(404, "no-such-model", $"there is no model '{name}' here; there {(order.Count == 1 ? "is" : "are")} {string.Join(", ", Names)}.");
    }

    public override void Dispose()
    {
        base.Dispose();
        order.ForEach(slot => slot.Dispose());
        order.Clear();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(lookAt);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            // Loading takes seconds and must not hold a thread that serves requests up.
            foreach (ModelSlot slot in order)
            {
                await Task.Factory.StartNew(slot.Look, stoppingToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
            }
        }
    }
}
