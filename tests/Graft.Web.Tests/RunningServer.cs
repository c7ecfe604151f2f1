using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Graft.Web.Tests;

/// <summary>A server on a free port of loopback with a small network, and a client for it; both end with the test.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    public static readonly string[] Colours = ["red", "green", "blue"];

    private readonly ModelServer server;

    private RunningServer(ModelServer server, string folder)
    {
        (this.server, Folder) = (server, folder);
        Address = new Uri(server.Addresses[0]);
        Client = new HttpClient { BaseAddress = Address };
    }

    public string Folder { get; }

    public Uri Address { get; }

    public HttpClient Client { get; }

    /// <summary>The file of the model "colours".</summary>
    public string Model => Path.Combine(Folder, "colours.onnx");

    public static async Task<RunningServer> Start(Func<ServerOptions, ServerOptions>? change = null, int delay = 0)
    {
        string folder = Directory.CreateTempSubdirectory("graft-web").FullName;
        string model = SmallNetworks.Write(Path.Combine(folder, "colours.onnx"), Colours, delay);
        ServerOptions options = new() { Models = [new("colours", model)], Urls = ["http://127.0.0.1:0"], LookAt = TimeSpan.FromMilliseconds(20), LogRequests = false };
        ModelServer server = ModelServer.Create(change is null ? options : change(options));
        await server.StartAsync();
        return new(server, folder);
    }

    /// <summary>A part of the server.</summary>
    public T Part<T>()
        where T : notnull => server.Parts.GetRequiredService<T>();

    public Task<HttpResponseMessage> Post(byte[] content, string? type = "image/png", string address = "/v1/predict")
    {
        ByteArrayContent body = new(content);
        if (type is not null)
        {
            body.Headers.TryAddWithoutValidation("Content-Type", type);
        }
        return Client.PostAsync(address, body);
    }

    /// <summary>Posts a picture and gives the JSON of the answer, which must have the status.</summary>
    public static async Task<JsonElement> Json(Task<HttpResponseMessage> asked, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using HttpResponseMessage response = await asked;
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(expected == response.StatusCode, $"{response.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Asserts that a request is refused by a problem document of this kind.</summary>
    public static async Task<string> Problem(Task<HttpResponseMessage> asked, int status, string code)
    {
        using HttpResponseMessage response = await asked;
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(status == (int)response.StatusCode, $"{response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        JsonElement problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal((code, $"urn:graft:problem:{code}", status), (problem.GetProperty("code").GetString(), problem.GetProperty("type").GetString(), problem.GetProperty("status").GetInt32()));
        return problem.GetProperty("detail").GetString()!;
    }

    public Task StopAsync() => server.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
