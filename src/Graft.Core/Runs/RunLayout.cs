using System.Globalization;

namespace Graft.Runs;

/// <summary>Which files a run writes, and when a folder may become a run's.</summary>
internal static class RunLayout
{
    public const string StateName = "run.json";

    // Newest knowledge last: if a removal is cut short, the folder still says that it holds a run.
    private static readonly string[] Patterns = ["model.onnx", "model.onnx.data", "start.onnx", "start.onnx.data", "log.jsonl", "events.out.tfevents.*", "load-report.json", "labels.txt", "predictions-*.safetensors", "report.html", "recipe.json", StateName, ".*" + AtomicFile.TemporarySuffix];
    private static readonly string[] CheckpointPatterns = ["*.safetensors", ".*" + AtomicFile.TemporarySuffix];

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0 };

    public static void MakeFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new WriteException($"the folder '{path}' cannot be made: {cause.Message} Name another.", cause);
        }
    }

    /// <summary>Refuses a folder that holds what must not be lost.</summary>
    public static void Require(string path, bool overwrite)
    {
        string state = Path.Combine(path, StateName);
        if (File.Exists(state))
        {
            if (!overwrite)
            {
                RunInfo info = RunInfo.Load(state);
                throw new RunException(info.State == RunState.Finished
                    ? $"'{path}' holds a finished run of {Day(info.Started)}. Name another folder, for example {FreeName(path)}, or add --overwrite to lose that run."
                    : $"'{path}' holds an unfinished run of {Day(info.Started)}, at step {info.Step}. Go on with graft train --resume {path}, name another folder, for example {FreeName(path)}, or add --overwrite to lose that run.");
            }
        }
        else if (Directory.EnumerateFileSystemEntries(path, "*", Everything).FirstOrDefault(each => !IsOurs(each)) is { } other)
        {
            throw new RunException($"'{path}' is not empty and holds no run; '{Path.GetFileName(other)}' is in it. Name a new folder, for example {FreeName(path)}.");
        }
    }

    /// <summary>Removes the files of an earlier run and nothing else.</summary>
    public static void RemoveRun(string path)
    {
        string checkpoints = Path.Combine(path, "checkpoints");
        Remove(checkpoints, CheckpointPatterns);
        if (CardFile.IsOurs(Path.Combine(path, CardFile.ReadmeName)))
        {
            File.Delete(Path.Combine(path, CardFile.ReadmeName));
        }
        Remove(path, Patterns);
    }

    /// <summary>The first of NAME-2, NAME-3 … that is not taken.</summary>
    public static string FreeName(string path)
    {
        string stem = Path.TrimEndingDirectorySeparator(path);
        for (int number = 2; ; number++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{stem}-{number}");
            if (!Path.Exists(name))
            {
                return name;
            }
        }
    }

    // A trainer killed while it made the folder leaves these and no run.json.
    private static bool IsOurs(string entry) => Path.GetFileName(entry) is RunLock.FileName or "recipe.json" or "checkpoints" || entry.EndsWith(AtomicFile.TemporarySuffix, StringComparison.Ordinal);

    private static void Remove(string folder, string[] patterns)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }
        foreach (string file in patterns.SelectMany(pattern => Directory.GetFiles(folder, pattern, Everything)))
        {
            File.Delete(file);
        }
    }

    private static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
