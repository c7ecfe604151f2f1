using System.Globalization;
using Graft.Recipes;

namespace Graft.Runs;

/// <summary>A folder that holds all of one run: what was asked, how far it is, what happened, and the trained model.</summary>
/// <remarks><c>docs/runs.md</c> describes the files. Whoever trains holds a lock; whoever only reads does not need it.</remarks>
public sealed class RunDirectory : IDisposable
{
    /// <summary>The file of the result in a run's folder.</summary>
    public const string ModelName = "model.onnx";

    private readonly RunLock? held;

    private RunDirectory(string path, RunInfo info, RunLock? held)
    {
        Path = path;
        Info = info;
        this.held = held;
    }

    public string Path { get; }

    /// <summary>What run.json says; <see cref="Update"/> changes it.</summary>
    public RunInfo Info { get; private set; }

    public string RecipePath => At("recipe.json");

    public string LogPath => At("log.jsonl");

    public string ModelPath => At(ModelName);

    /// <summary>The network as training begins, from which a run goes on that has no checkpoint yet; removed when it is finished.</summary>
    public string StartPath => At("start.onnx");

    public string LabelsPath => At("labels.txt");

    public string LoadReportPath => At("load-report.json");

    public string CheckpointsPath => At("checkpoints");

    /// <summary>The checkpoint with the best validation top-1.</summary>
    public string BestCheckpointPath => System.IO.Path.Combine(CheckpointsPath, "best.safetensors");

    /// <summary>The recipe of the run.</summary>
    /// <exception cref="RecipeException">It was damaged.</exception>
    public Recipe Recipe => Recipe.Load(RecipePath);

    /// <summary>Whether run.json says that a trainer is at work, but none is: it was killed, and the run can go on.</summary>
    public bool WasKilled => Info.State == RunState.Running && held is null && !IsInUse(Path);

    /// <summary>The checkpoint of a step.</summary>
    public string CheckpointPath(long step) => System.IO.Path.Combine(CheckpointsPath, string.Create(CultureInfo.InvariantCulture, $"step-{step:D9}.safetensors"));

    /// <summary>Checkpoints by step, oldest first; the best one is not among them.</summary>
    public IReadOnlyList<string> Checkpoints() => Directory.Exists(CheckpointsPath)
        ? [.. Directory.EnumerateFiles(CheckpointsPath, "step-*.safetensors").Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Removes all but the newest checkpoints; the best one stays.</summary>
    public void PruneCheckpoints(int keep)
    {
        foreach (string old in Checkpoints().SkipLast(keep))
        {
            File.Delete(old);
        }
    }

    /// <summary>Makes the folder of a new run, locks it, and saves the recipe and the state.</summary>
    /// <param name="path">The folder; it is made if need be.</param>
    /// <param name="recipe">What is asked of the run.</param>
    /// <param name="info">What it is made from.</param>
    /// <param name="overwrite">Whether a run that is there already is removed. Files that no run writes are never touched.</param>
    /// <exception cref="RunException">The folder holds another run, or other files, or a trainer is at work on it.</exception>
    /// <exception cref="WriteException">The folder cannot be made or written.</exception>
    public static RunDirectory Create(string path, Recipe recipe, RunInfo info, bool overwrite = false)
    {
        RunLayout.MakeFolder(path);
        RunLayout.Require(path, overwrite);
        RunLock held = Lock(path);
        try
        {
            RunLayout.Require(path, overwrite); // Another trainer may have come and gone since.
            RunLayout.RemoveRun(path);
            RunLayout.MakeFolder(System.IO.Path.Combine(path, "checkpoints"));
            RunDirectory run = new(path, info with { State = RunState.Running, Process = RunProcess.Current }, held);
            recipe.Save(run.RecipePath);
            run.Update(run.Info);
            return run;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Opens a run to look at it, also while it is being trained.</summary>
    /// <exception cref="RunException">There is no run, or run.json is damaged.</exception>
    public static RunDirectory Open(string path) => File.Exists(System.IO.Path.Combine(path, RunLayout.StateName))
        ? new(path, RunInfo.Load(System.IO.Path.Combine(path, RunLayout.StateName)), null)
        : throw new RunException($"'{path}' holds no run: there is no {RunLayout.StateName} in it. Name the folder that graft train --out was given.");

    /// <summary>Opens a run to train on, locks it, and removes what a killed trainer left half-written.</summary>
    /// <exception cref="RunException">There is no run, it is finished, or another trainer is at work on it.</exception>
    public static RunDirectory Resume(string path)
    {
        RunInfo info = Open(path).Info;
        if (info.State == RunState.Finished)
        {
            throw new RunException($"the run in '{path}' is finished, so there is nothing to go on with. Train longer in a new folder, for example --out {RunLayout.FreeName(path)}.");
        }
        RunLock held = Lock(path);
        RunDirectory run = new(path, info with { State = RunState.Running, Ended = null, Process = RunProcess.Current }, held);
        try
        {
            AtomicFile.Clean(path);
            AtomicFile.Clean(run.CheckpointsPath);
            run.Update(run.Info);
            return run;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Writes run.json.</summary>
    public void Update(RunInfo info)
    {
        AtomicFile.WriteText(At(RunLayout.StateName), info.ToJson());
        Info = info;
    }

    /// <summary>Whether a trainer is at work on a folder.</summary>
    public static bool IsInUse(string path)
    {
        if (!File.Exists(System.IO.Path.Combine(path, RunLock.FileName)))
        {
            return false;
        }
        try
        {
            using RunLock? mine = RunLock.TryTake(path);
            return mine is null;
        }
        catch (WriteException)
        {
            return false; // Nobody trains where nobody may write.
        }
    }

    /// <summary>Lets go of the lock.</summary>
    public void Dispose() => held?.Dispose();

    private static RunLock Lock(string path)
    {
        // Whoever asks whether a run is in use holds its lock for an instant.
        for (int attempt = 0; attempt < 5; attempt++)
        {
            if (RunLock.TryTake(path) is { } mine)
            {
                return mine;
            }
            Thread.Sleep(20);
        }
        string state = System.IO.Path.Combine(path, RunLayout.StateName);
        string who = File.Exists(state) && RunInfo.Load(state).Process is { } process ? $"process {process.Id} on {process.Machine}" : "another process";
        throw new RunException($"{who} is training in '{path}' right now. Wait for it or stop it, or name another folder, for example {RunLayout.FreeName(path)}.");
    }

    private string At(string name) => System.IO.Path.Combine(Path, name);
}
