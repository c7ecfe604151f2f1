using SkiaSharp;

namespace Graft.Web.Tests;

/// <summary>Meters are known by name in all of a process, so servers of other tests must not count meanwhile.</summary>
[CollectionDefinition(nameof(MetricsTests), DisableParallelization = true)]
public sealed class MetricsAlone;

[Collection(nameof(MetricsTests))]
public sealed class MetricsTests
{
    [Fact]
    public async Task Prometheus_gets_rates_durations_batches_the_queue_and_classes()
    {
        await using RunningServer server = await RunningServer.Start();
        for (int i = 0; i < 3; i++)
        {
            await RunningServer.Json(server.Post(SmallNetworks.Png(SKColors.Red)));
        }
        await RunningServer.Problem(server.Post("x"u8.ToArray()), 422, "bad-picture");
        string text = await server.Client.GetStringAsync("/metrics");
        Assert.Equal(3, Value(text, "graft_predictions_total", "class=\"red\"", "model=\"colours\""));
        Assert.Equal(3, Value(text, "graft_request_duration_seconds_count", "status=\"200\""));
        Assert.Equal(1, Value(text, "graft_request_duration_seconds_count", "status=\"422\""));
        Assert.Equal(1, Value(text, "graft_refusals_total", "problem=\"bad-picture\""));
        Assert.Equal(3, Value(text, "graft_batch_size_sum", "model=\"colours\""));
        Assert.Equal(0, Value(text, "graft_queue_length"));
        Assert.Equal(3, Value(text, "graft_decode_duration_seconds_count"));
        Assert.Contains("graft_queue_duration_seconds_bucket", text);
    }

    private static double Value(string text, string name, params string[] labels)
    {
        string? line = text.Split('\n').SingleOrDefault(line => (line.StartsWith(name + "{", StringComparison.Ordinal) || line.StartsWith(name + " ", StringComparison.Ordinal)) && labels.All(label => line.Contains(label, StringComparison.Ordinal)));
        Assert.True(line is not null, $"{name} {string.Join(' ', labels)} is not in:\n{text}");
        return double.Parse(line!.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
