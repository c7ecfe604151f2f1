using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace Graft.Web;

/// <summary>Gives what is measured to Prometheus, through OpenTelemetry; no more leaves the server, and only when it is asked.</summary>
internal static class Telemetry
{
    private const string Address = "/metrics";

    public static void AddMetrics(IServiceCollection services) => services.AddOpenTelemetry().WithMetrics(metrics => metrics
        .AddMeter(ServerMeters.Name, "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
        .AddPrometheusExporter());

    public static void Map(WebApplication app) => app.MapPrometheusScrapingEndpoint(Address);
}
