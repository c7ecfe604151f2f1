namespace Graft.Web.Tests;

/// <summary>Reads server-sent events as the HTML standard describes them.</summary>
internal sealed class EventReader(HttpResponseMessage response, StreamReader lines) : IAsyncDisposable
{
    public static async Task<EventReader> Open(RunningServer server, string run, string? last = null)
    {
        HttpResponseMessage response = await Ask(server, run, last);
        Assert.Equal("text/event-stream", response.EnsureSuccessStatusCode().Content.Headers.ContentType?.MediaType);
        return new(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    public static Task<HttpResponseMessage> Ask(RunningServer server, string run, string? last)
    {
        HttpRequestMessage request = new(HttpMethod.Get, $"/v1/runs/{run}/events");
        if (last is not null)
        {
            request.Headers.Add("Last-Event-ID", last);
        }
        return server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>The next event that is no heartbeat; with an empty kind when the stream has ended.</summary>
    public async Task<(string Kind, string Data, string Id)> Next()
    {
        (string kind, string data, string id) = ("", "", "");
        while (await lines.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30)) is { } line)
        {
            if (line.Length == 0 && kind == "beat")
            {
                kind = "";
            }
            else if (line.Length == 0 && kind.Length > 0)
            {
                return (kind, data, id);
            }
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            string value = colon < 0 ? "" : line[(colon + 1)..].TrimStart();
            (kind, data, id) = line.Split(':')[0] switch { "event" => (value, data, id), "data" => (kind, data + value, id), "id" => (kind, data, value), _ => (kind, data, id) };
        }
        return ("", "", "");
    }

    public ValueTask DisposeAsync()
    {
        lines.Dispose();
        response.Dispose();
        return ValueTask.CompletedTask;
    }
}
