using Graft.Recipes;
using Graft.Runs;

namespace Graft.Core.Tests.Runs;

public sealed class RunDirectoryTests : IDisposable
{
    private readonly ScratchFolder scratch = new();
    private readonly string path;

    public RunDirectoryTests() => path = scratch.At("food10");

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void A_new_run_is_saved_and_read_by_others_while_it_is_trained()
    {
        RunInfo info = new() { Command = "graft train --data food", DataFingerprint = "1500 pictures", WeightsHash = "ab12", Started = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero) };
        Recipe recipe = Recipe.Named("scratch");
        using RunDirectory run = RunDirectory.Create(path, recipe, info);
        run.Update(run.Info with { Step = 7, BestTop1 = 0.5 });

        using RunDirectory seen = RunDirectory.Open(path);
        Assert.Equal(recipe, seen.Recipe);
        Assert.Equal((RunState.Running, 7L, 0.5, "ab12"), (seen.Info.State, seen.Info.Step, seen.Info.BestTop1, seen.Info.WeightsHash));
        Assert.Equal(info.Started, seen.Info.Started);
        Assert.Contains("dotnet", seen.Info.Versions.Keys);
        Assert.False(seen.WasKilled);
        Assert.True(RunDirectory.IsInUse(path));
    }

    [Fact]
    public void Two_trainers_cannot_be_at_work_on_one_run()
    {
        using RunDirectory run = Unfinished(dispose: false);
        string message = Assert.Throws<RunException>(() => RunDirectory.Resume(path)).Message;
        Assert.Equal($"process {Environment.ProcessId} on {Environment.MachineName} is training in '{path}' right now. Wait for it or stop it, or name another folder, for example {path}-2.", message);
        Assert.Equal(message, Assert.Throws<RunException>(() => RunDirectory.Create(path, new Recipe(), new RunInfo(), overwrite: true)).Message);
    }

    [Fact]
    public void A_killed_run_is_recognised_and_goes_on()
    {
        Unfinished(dispose: true);
        File.WriteAllText(Path.Combine(path, "checkpoints", ".step-000000009.safetensors.12.graft-tmp"), "half");
        using (RunDirectory seen = RunDirectory.Open(path))
        {
            Assert.True(seen.WasKilled);
        }
        using RunDirectory run = RunDirectory.Resume(path);
        Assert.Equal([run.CheckpointPath(7)], Directory.GetFiles(run.CheckpointsPath));
        Assert.Equal(RunState.Running, RunDirectory.Open(path).Info.State);
    }

    [Fact]
    public void A_finished_run_is_not_overwritten_without_saying_so()
    {
        using (RunDirectory run = Unfinished(dispose: false))
        {
            run.Update(run.Info with { State = RunState.Finished });
        }
        string message = Assert.Throws<RunException>(() => RunDirectory.Create(path, new Recipe(), new RunInfo())).Message;
        Assert.Equal($"'{path}' holds a finished run of 2026-11-24 06:00. Name another folder, for example {path}-2, or add --overwrite to lose that run.", message);
        message = Assert.Throws<RunException>(() => RunDirectory.Resume(path)).Message;
        Assert.Equal($"the run in '{path}' is finished, so there is nothing to go on with. Train longer in a new folder, for example --out {path}-2.", message);
    }

    [Fact]
    public void An_unfinished_run_is_not_overwritten_either()
    {
        Unfinished(dispose: true);
        Directory.CreateDirectory(path + "-2");
        string message = Assert.Throws<RunException>(() => RunDirectory.Create(path, new Recipe(), new RunInfo())).Message;
        Assert.Equal($"'{path}' holds an unfinished run of 2026-11-24 06:00, at step 0. Go on with graft train --resume {path}, name another folder, for example {path}-3, or add --overwrite to lose that run.", message);
    }

    [Fact]
    public void Overwriting_removes_the_run_and_nothing_else()
    {
        Unfinished(dispose: true);
        File.WriteAllText(Path.Combine(path, "notes.txt"), "mine");
        File.WriteAllText(Path.Combine(path, "model.onnx"), "old");
        using RunDirectory run = RunDirectory.Create(path, new Recipe(), new RunInfo(), overwrite: true);
        Assert.Empty(run.Checkpoints());
        Assert.False(File.Exists(run.ModelPath));
        Assert.True(File.Exists(Path.Combine(path, "notes.txt")));
    }

    [Fact]
    public void A_folder_of_other_files_does_not_become_a_run()
    {
        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, "photo.jpg"), "");
        string message = Assert.Throws<RunException>(() => RunDirectory.Create(path, new Recipe(), new RunInfo(), overwrite: true)).Message;
        Assert.Equal($"'{path}' is not empty and holds no run; 'photo.jpg' is in it. Name a new folder, for example {path}-2.", message);
        Assert.Single(Directory.GetFileSystemEntries(path));
    }

    [Fact]
    public void A_folder_whose_trainer_was_killed_before_it_wrote_its_state_is_used_again()
    {
        Directory.CreateDirectory(Path.Combine(path, "checkpoints"));
        File.WriteAllText(Path.Combine(path, "run.lock"), "");
        File.WriteAllText(Path.Combine(path, "recipe.json"), "{}");
        File.WriteAllText(Path.Combine(path, ".run.json.1.graft-tmp"), "{");
        using RunDirectory run = RunDirectory.Create(path, new Recipe(), new RunInfo());
        Assert.Equal(new Recipe(), run.Recipe);
    }

    [Fact]
    public void Old_checkpoints_are_removed_and_the_best_stays()
    {
        using RunDirectory run = Unfinished(dispose: false);
        File.WriteAllText(run.CheckpointPath(1_000_000_000), "");
        File.WriteAllText(run.CheckpointPath(9), "");
        File.WriteAllText(run.BestCheckpointPath, "");
        run.PruneCheckpoints(keep: 2);
        Assert.Equal([run.CheckpointPath(9), run.CheckpointPath(1_000_000_000)], run.Checkpoints());
        Assert.True(File.Exists(run.BestCheckpointPath));
    }

    [Fact]
    public void What_is_no_run_is_named_and_a_run_without_a_checkpoint_goes_on()
    {
        Assert.Equal($"'{path}' holds no run: there is no run.json in it. Name the folder that graft train --out was given.", Assert.Throws<RunException>(() => RunDirectory.Resume(path)).Message);
        RunDirectory.Create(path, new Recipe(), new RunInfo()).Dispose();
        using (RunDirectory resumed = RunDirectory.Resume(path))
        {
            Assert.Empty(resumed.Checkpoints());
        }
        Assert.False(RunDirectory.IsInUse(path));
        File.WriteAllText(Path.Combine(path, "run.json"), "{ \"state\": \"asleep\" }");
        Assert.StartsWith($"{Path.Combine(path, "run.json")} cannot be read: ", Assert.Throws<RunException>(() => RunDirectory.Open(path)).Message);
    }

    private RunDirectory Unfinished(bool dispose)
    {
        RunDirectory run = RunDirectory.Create(path, new Recipe(), new RunInfo { Started = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero) });
        File.WriteAllText(run.CheckpointPath(7), "");
        if (dispose)
        {
            run.Dispose();
        }
        return run;
    }
}
