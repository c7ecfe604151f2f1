using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Graft.Web;

/// <summary>Serves models over HTTP.</summary>
/// <example><code>
/// await using ModelServer server = ModelServer.Create(new() { Models = [new("flowers", "runs/flowers")] });
/// await server.StartAsync();
/// </code></example>
public sealed class ModelServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly StrongBox<bool> started;

    private ModelServer(WebApplication app, StrongBox<bool> started) => (this.app, this.started) = (app, started);

    /// <summary>The addresses at which it answers, once started.</summary>
    public IReadOnlyList<string> Addresses => [.. app.Urls];

    /// <summary>The parts of the server, for tests.</summary>
    internal IServiceProvider Parts => app.Services;

    /// <summary>Loads the models and makes ready to listen.</summary>
    /// <exception cref="GraftException">A model cannot be served, or the options do not go together; the message says why.</exception>
    public static ModelServer Create(ServerOptions options)
    {
        RequestLimits limits = options.Limits.Checked();
        ListenAddresses addresses = new(options);
        // Empty: no settings from files or variables that a person has not named.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "graft" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => Listen(server, addresses, limits));
        StrongBox<bool> started = new();
        AddLogging(builder.Logging, options, started);
        builder.Services.AddRouting();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = limits.Drain);
        builder.Services.AddSingleton(options).AddSingleton(addresses).AddSingleton(new QueueGate(limits.Queue)).AddSingleton(new UploadBudget(limits.HeldBytes)).AddSingleton(new KeyRing(options.ApiKeys)).AddSingleton(new RunShelf(options.Runs))
            .AddSingleton<ServerMeters>().AddSingleton<Decoders>().AddSingleton<RequestReader>().AddSingleton<PredictEndpoint>().AddSingleton<ModelCatalog>()
            .AddHostedService(services => services.GetRequiredService<ModelCatalog>());
        Telemetry.AddMetrics(builder.Services);
        WebApplication app = builder.Build();
        try
        {
            if (options.LogRequests)
            {
                app.UseMiddleware<RequestLog>();
            }
            app.Use(PageHeaders.Invoke);
            app.UseMiddleware<Problems>();
            app.UseMiddleware<Gatekeeper>();
            app.UseRouting();
            Endpoints.Map(app);
            RunEndpoints.Map(app);
            Samples.Map(app);
            SessionEndpoint.Map(app);
            PageFiles.Map(app);
            Telemetry.Map(app);
            return new(app, started);
        }
        catch
        {
            ((IDisposable)app).Dispose();
            throw;
        }
    }

    /// <summary>Begins to listen.</summary>
    /// <exception cref="ServerException">Another program has the port.</exception>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        try
        {
            await app.StartAsync(cancellation).ConfigureAwait(false);
            started.Value = true;
        }
        catch (IOException error)
        {
            throw new ServerException($"the server cannot listen: {error.Message.TrimEnd('.')}. Stop the program that has the port, or take another with --port.", error);
        }
    }

    /// <summary>Waits until the server is told to stop, by a signal to the process or by the token, and ends it.</summary>
    public async Task WaitAsync(CancellationToken cancellation = default)
    {
        using CancellationTokenRegistration stop = cancellation.Register(app.Lifetime.StopApplication);
        await app.WaitForShutdownAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Takes no new requests, answers those that are under way, and ends.</summary>
    public Task StopAsync(CancellationToken cancellation = default) => app.StopAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync().ConfigureAwait(false);
        await app.DisposeAsync().ConfigureAwait(false);
    }

    private static void Listen(KestrelServerOptions server, ListenAddresses addresses, RequestLimits limits)
    {
        server.AddServerHeader = false;
        server.Limits.MaxRequestBodySize = null; // CountedBody has the limit.
        server.Limits.MaxConcurrentConnections = limits.Connections;
        server.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        server.Limits.MaxRequestHeadersTotalSize = 16 << 10;
        foreach ((IPAddress[] places, int port) in addresses.Places)
        {
            if (places.Length > 1 && port != 0)
            {
                server.ListenLocalhost(port);
            }
            else
            {
                server.Listen(places[0], port);
            }
        }
    }

    private static void AddLogging(ILoggingBuilder logging, ServerOptions options, StrongBox<bool> started)
    {
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        // What goes wrong at the start is thrown, and said once in plain words; the host would say it before, with a stack.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => started.Value && level >= LogLevel.Warning);
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (options.JsonLog)
        {
            logging.AddJsonConsole(console => { console.UseUtcTimestamp = true; console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ"; });
        }
        else
        {
            logging.AddSimpleConsole(console => { console.SingleLine = true; console.UseUtcTimestamp = true; console.TimestampFormat = "HH:mm:ss.fff "; });
        }
    }
}
