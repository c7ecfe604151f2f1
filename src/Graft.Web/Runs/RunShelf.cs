using Graft.Runs;

namespace Graft.Web;

/// <summary>The runs in a folder: those whose folders lie directly in it.</summary>
/// <param name="folder">The folder; null where no runs are shown.</param>
internal sealed class RunShelf(string? folder)
{
    private const int Most = 1000;

    /// <summary>All runs, the newest first; a folder that cannot be read as one is left out.</summary>
    public IReadOnlyList<RunAnswer> All() => folder is null || !Directory.Exists(folder) ? [] :
    [
        .. Directory.EnumerateDirectories(folder).Take(Most).Select(Read).OfType<RunDirectory>().Select(Describe).OrderByDescending(run => run.Started),
    ];

    /// <summary>A run by its folder's name.</summary>
    /// <exception cref="RequestException">There is none.</exception>
    public RunDirectory Find(string name)
    {
        // Only what the folder really holds: no part of an address becomes part of a path.
        string? path = folder is null || !Directory.Exists(folder) ? null : Directory.EnumerateDirectories(folder).FirstOrDefault(each => Path.GetFileName(each) == name);
        return (path is null ? null : Read(path)) ?? throw new RequestException(404, "no-such-run", folder is null ? "this server shows no runs. Start it with --runs DIR." : $"there is no run '{name}' here.");
    }

    public static RunAnswer Describe(RunDirectory run) => new(Path.GetFileName(run.Path), StateOf(run), run.Info.Step, run.Info.BestTop1, run.Info.Started, run.Info.Ended, run.Info.Command,
        File.Exists(run.ModelPath), File.Exists(ReportOf(run)));

    /// <summary>Whether nothing more will come unless somebody goes on with it.</summary>
    public static bool HasEnded(RunDirectory run) => StateOf(run) != "running";

    /// <summary>Where <c>graft report</c> writes.</summary>
    public static string ReportOf(RunDirectory run) => Path.Combine(run.Path, "report.html");

    private static string StateOf(RunDirectory run) => run.WasKilled ? "killed" : run.Info.State.ToString().ToLowerInvariant();

    private static RunDirectory? Read(string path)
    {
        try
        {
            return RunDirectory.Open(path);
        }
        catch (RunException)
        {
            return null;
        }
    }
}

/// <summary>What the server says of a run.</summary>
/// <param name="Name">Its folder.</param>
/// <param name="State"><c>running</c>, <c>stopped</c>, <c>failed</c>, <c>finished</c>, or <c>killed</c> where it says that it runs and no process does.</param>
/// <param name="Step">Steps done when its state was last written.</param>
/// <param name="BestTop1">Best validation top-1, 0 … 1.</param>
/// <param name="Command">The command line, as typed.</param>
/// <param name="HasModel">Whether it has made its model.</param>
/// <param name="HasReport">Whether there is a report.</param>
internal sealed record RunAnswer(string Name, string State, long Step, double? BestTop1, DateTimeOffset Started, DateTimeOffset? Ended, string Command, bool HasModel, bool HasReport);

/// <summary>All runs, the newest first.</summary>
internal sealed record RunsAnswer(IReadOnlyList<RunAnswer> Runs);
