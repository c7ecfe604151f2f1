using Graft.Inference;

namespace Graft.Web;

/// <summary>What a server serves, where, and to whom.</summary>
public sealed record ServerOptions
{
    /// <summary>The port on loopback where <see cref="Urls"/> says nothing else.</summary>
    public const int DefaultPort = 8080;

    /// <summary>The models, the default one first.</summary>
    public IReadOnlyList<ModelSource> Models { get; init; } = [];

    /// <summary>Addresses to listen at, as <c>http://127.0.0.1:8080</c>; port 0 takes a free one.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [$"http://localhost:{DefaultPort}"];

    /// <summary>A folder of runs that the page shows; null for none.</summary>
    public string? Runs { get; init; }

    /// <summary>Keys of which a client must send one; empty where everyone may ask.</summary>
    public IReadOnlyList<string> ApiKeys { get; init; } = [];

    /// <summary>Whether a server without keys may listen beyond this machine.</summary>
    public bool Open { get; init; }

    public RequestLimits Limits { get; init; } = new();

    /// <summary>How often model files are looked at for a new version.</summary>
    public TimeSpan LookAt { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How ONNX Runtime runs the models.</summary>
    public OnnxSessionOptions Session { get; init; } = new();

    /// <summary>Whether log lines are JSON.</summary>
    public bool JsonLog { get; init; }

    /// <summary>Whether every request gets a line in the log.</summary>
    public bool LogRequests { get; init; } = true;
}
