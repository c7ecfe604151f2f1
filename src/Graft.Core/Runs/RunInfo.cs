using System.Runtime.InteropServices;
using System.Text.Json;

namespace Graft.Runs;

/// <summary>Where a run stands and what it was made from; kept as run.json.</summary>
public sealed record RunInfo
{
    public RunState State { get; init; } = RunState.Running;

    /// <summary>The command line, as typed.</summary>
    public string Command { get; init; } = "";

    /// <summary>When the run was begun, in universal time.</summary>
    public DateTimeOffset Started { get; init; } = DateTimeOffset.UtcNow;

    /// <summary>When it last ended or was stopped; null while it runs.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>How long the run took from its beginning to its end, interruptions included; null while it runs.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public TimeSpan? Took => Ended - Started;

    /// <summary>Steps done when this was last written.</summary>
    public long Step { get; init; }

    /// <summary>Best validation top-1 when this was last written.</summary>
    public double? BestTop1 { get; init; }

    /// <summary>Where the pictures are.</summary>
    public string? Data { get; init; }

    /// <summary>What tells this set of training pictures from another.</summary>
    public string? DataFingerprint { get; init; }

    /// <summary>SHA-256 of the pretrained weights, in hexadecimal.</summary>
    public string? WeightsHash { get; init; }

    /// <summary>The process that trains, and its machine.</summary>
    public RunProcess? Process { get; init; }

    /// <summary>Versions of what the run was made with, by name.</summary>
    public IReadOnlyDictionary<string, string> Versions { get; init; } = CurrentVersions();

    /// <summary>Versions of Graft, .NET and the system; libraries of other projects are added by them.</summary>
    public static IReadOnlyDictionary<string, string> CurrentVersions() => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["graft"] = typeof(RunInfo).Assembly.GetName().Version?.ToString(3) ?? "unknown",
        ["dotnet"] = Environment.Version.ToString(),
        ["system"] = $"{RuntimeInformation.OSDescription} {RuntimeInformation.ProcessArchitecture}",
    };

    internal string ToJson() => JsonSerializer.Serialize(this, EventJson.Page) + "\n";

    internal static RunInfo Load(string path)
    {
        const int MaxBytes = 1 << 20;
        try
        {
            return new FileInfo(path).Length > MaxBytes
                ? throw new RunException($"{path} has more than {MaxBytes} bytes, which no state of a run has. Restore it from a copy, or train anew.")
                : JsonSerializer.Deserialize<RunInfo>(File.ReadAllText(path), EventJson.Page) ?? throw new RunException($"{path} says nothing about the run. Restore it from a copy, or train anew.");
        }
        catch (Exception cause) when (cause is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new RunException($"{path} cannot be read: {cause.Message} Restore it from a copy, or train anew.", cause);
        }
    }
}

/// <summary>A process on a machine.</summary>
public sealed record RunProcess(int Id, string Machine)
{
    public static RunProcess Current { get; } = new(Environment.ProcessId, Environment.MachineName);
}
