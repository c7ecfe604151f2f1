using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Graft.Tests;

/// <summary>What a client asked for.</summary>
internal sealed record Asked(string Path, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>Where the range asked for begins; null where all is asked for.</summary>
    public long? From => Headers.TryGetValue("Range", out string? range) ? long.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture) : null;

    public string? IfRange => Headers.GetValueOrDefault("If-Range");
}

/// <summary>What a server answers, faithfully or not.</summary>
internal sealed record Answer(int Status, byte[] Body, params (string Name, string Value)[] Headers)
{
    /// <summary>Bytes of the body that are sent before the connection is cut.</summary>
    public int? CutAfter { get; init; }

    /// <summary>The length stated; null for the body's own, −1 for none.</summary>
    public long? StatedLength { get; init; }

    /// <summary>Called once all has been sent, before the connection is closed.</summary>
    public Func<TcpClient, Task>? Then { get; init; }
}

/// <summary>A real HTTP/1.1 server on a free loopback port that answers each request as a test tells it to.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Func<Asked, Answer> answer;
    private readonly CancellationTokenSource over = new();

    public LoopbackServer(Func<Asked, Answer> answer)
    {
        this.answer = answer;
        listener.Start();
        _ = AcceptAsync();
    }

    public ConcurrentQueue<Asked> Requests { get; } = new();

    public Uri At(string path) => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/{path}");

    public void Dispose()
    {
        over.Cancel();
        listener.Dispose();
        over.Dispose();
    }

    /// <summary>A file as a good server gives it: ranges, validators, and the whole file where If-Range no longer holds.</summary>
    public static Answer Serve(Asked asked, byte[] file, string? etag = "\"v1\"")
    {
        (string, string)[] validators = etag is null ? [] : [("ETag", etag)];
        return asked.From is not { } from || (asked.IfRange is { } condition && condition != etag) ? new(200, file, validators)
            : from >= file.Length ? new(416, [], [("Content-Range", $"bytes */{file.Length}")])
            : new(206, file[(int)from..], [.. validators, ("Content-Range", $"bytes {from}-{file.Length - 1}/{file.Length}")]);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await listener.AcceptTcpClientAsync(over.Token);
                _ = Task.Run(() => TalkAsync(client));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                Asked asked = await ReadAsync(stream);
                Requests.Enqueue(asked);
                Answer given = answer(asked);
                StringBuilder head = new($"HTTP/1.1 {given.Status} {(HttpStatusCode)given.Status}\r\nConnection: close\r\n");
                if (given.StatedLength != -1)
                {
                    head.Append(CultureInfo.InvariantCulture, $"Content-Length: {given.StatedLength ?? given.Body.Length}\r\n");
                }
                foreach ((string name, string value) in given.Headers)
                {
                    head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
                }
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"{head}\r\n"));
                await stream.WriteAsync(given.Body.AsMemory(0, given.CutAfter ?? given.Body.Length));
                if (given.Then is { } then)
                {
                    await then(client);
                }
            }
            catch (Exception error) when (error is IOException or SocketException)
            {
            }
        }
    }

    private static async Task<Asked> ReadAsync(NetworkStream stream)
    {
        StringBuilder head = new();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one) > 0)
        {
            head.Append((char)one[0]);
        }
        string[] lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        return new(lines[0].Split(' ')[1].TrimStart('/'), lines.Skip(1).ToDictionary(line => line.Split(':', 2)[0], line => line.Split(':', 2)[1].Trim(), StringComparer.OrdinalIgnoreCase));
    }
}
