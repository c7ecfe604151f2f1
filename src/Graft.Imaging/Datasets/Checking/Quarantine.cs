namespace Graft.Imaging;

/// <summary>Files cannot be moved out of a data set, or not back.</summary>
public sealed class QuarantineException(string message, Exception? cause = null) : GraftException(message, cause);

/// <summary>What became of the files that were to be moved.</summary>
/// <param name="Moved">Moved, in this order.</param>
/// <param name="Kept">Left where they lie, each with the reason.</param>
public sealed record QuarantineResult(IReadOnlyList<QuarantinedFile> Moved, IReadOnlyList<(string File, string Reason)> Kept);

/// <summary>A folder beside a data set for files that are taken out of it. Nothing is ever deleted, and everything can be put back.</summary>
public sealed class Quarantine
{
    private readonly string data;
    private readonly QuarantineList list;

    /// <param name="data">The data set's folder.</param>
    /// <param name="folder">Where its files go; by default a folder of its name and "-quarantine" beside it.</param>
    /// <exception cref="QuarantineException">It lies within the data set, where it would become a class.</exception>
    public Quarantine(string data, string? folder = null)
    {
        this.data = Path.TrimEndingDirectorySeparator(Path.GetFullPath(data));
        Folder = Path.GetFullPath(folder ?? this.data + "-quarantine");
        if (!Path.GetRelativePath(this.data, Folder).Split(Path.DirectorySeparatorChar)[0].Equals("..", StringComparison.Ordinal) && !Path.IsPathRooted(Path.GetRelativePath(this.data, Folder)))
        {
            throw new QuarantineException($"'{Folder}' lies in the data set, where it would become a class. Name a folder outside of it.");
        }
        list = new(Folder);
    }

    /// <summary>Where the files go.</summary>
    public string Folder { get; }

    /// <summary>The list of what was moved.</summary>
    public string ListPath => list.Path;

    /// <summary>Moves the files of these findings; links, and what is reached through links, stay.</summary>
    /// <param name="found">What was found in the data set.</param>
    /// <param name="chosen">Which of the findings to act upon.</param>
    /// <exception cref="QuarantineException">The data set is a list of files, which would name what is not there any more; or the list of moved files cannot be written.</exception>
    public QuarantineResult Move(DatasetFindings found, Func<Finding, bool> chosen, CancellationToken cancel = default)
    {
        if (!found.IsFolder)
        {
            throw new QuarantineException($"{found.Path}: a list names the files of this data set ({found.Layout}), and would name files that are not there any more. Take the lines out of the list instead; --json names each file.");
        }
        List<QuarantinedFile> moved = [];
        List<(string, string)> kept = [];
        HashSet<string> leaving = new(StringComparer.Ordinal);
        foreach (Finding finding in found.Findings.Where(finding => finding.File is not null && found.Files.ContainsKey(finding.File) && chosen(finding)))
        {
            cancel.ThrowIfCancellationRequested();
            string file = found.Files[finding.File!];
            string? reason = leaving.Contains(finding.File!) ? null : finding.Other is { } other && leaving.Contains(other) ? $"'{other}', which it is like, was moved" : WhyNot(file);
            if (reason is not null)
            {
                kept.Add((finding.File!, reason));
            }
            if (reason is null && leaving.Add(finding.File!))
            {
                string word = FindingText.Of(finding.Kind).Word;
                QuarantinedFile entry = new(Path.GetRelativePath(data, file).Replace(Path.DirectorySeparatorChar, '/'), Free($"{word}/{finding.File}"), word, finding.Detail, finding.Other);
                try
                {
                    list.Add(entry);
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    throw new QuarantineException($"'{ListPath}' cannot be written ({PhotoFile.Reason(error)}), so nothing more is moved. Name another folder with --quarantine.", error);
                }
                try
                {
                    FileMove.Run(file, Path.Combine(Folder, entry.To));
                    moved.Add(entry);
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    leaving.Remove(finding.File!);
                    kept.Add((finding.File!, PhotoFile.Reason(error)));
                }
            }
        }
        return new(moved, kept);
    }

    /// <summary>Puts everything back where it lay.</summary>
    /// <exception cref="QuarantineException">There is no list, or it was changed.</exception>
    public QuarantineResult Undo()
    {
        IReadOnlyList<QuarantinedFile> entries = File.Exists(ListPath) ? list.Read() : throw new QuarantineException($"'{ListPath}' is not there, so nothing was moved from '{data}'. Name the quarantine folder with --quarantine.");
        List<QuarantinedFile> back = [], remaining = [];
        List<(string, string)> kept = [];
        foreach (QuarantinedFile entry in entries.Reverse())
        {
            (string from, string to) = (Path.Combine(data, entry.From), Path.Combine(Folder, entry.To));
            if (!File.Exists(to))
            {
                continue; // it was about to be moved when the program was killed, or has been put back already
            }
            try
            {
                FileMove.Run(to, from);
                back.Add(entry);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                remaining.Insert(0, entry);
                kept.Add((entry.From, File.Exists(from) ? "another file lies in its place" : PhotoFile.Reason(error)));
            }
        }
        list.Replace(remaining);
        RemoveEmpty(Folder);
        return new(back, kept);
    }

    private string? WhyNot(string file)
    {
        if (!file.StartsWith(data + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            return "it lies outside the data set";
        }
        for (string? at = file; at is not null && at.Length > data.Length; at = Path.GetDirectoryName(at))
        {
            if (new FileInfo(at).LinkTarget is not null)
            {
                return at == file ? "it is a link" : "it is reached through a link";
            }
        }
        return null;
    }

    /// <summary>A name in the quarantine folder that is not taken.</summary>
    private string Free(string name)
    {
        (string stem, string extension) = (name[..^Path.GetExtension(name).Length], Path.GetExtension(name));
        return Enumerable.Range(1, int.MaxValue).Select(number => number == 1 ? name : $"{stem}~{number}{extension}").First(candidate => !Path.Exists(Path.Combine(Folder, candidate)));
    }

    private static void RemoveEmpty(string folder)
    {
        foreach (string inner in Directory.EnumerateDirectories(folder))
        {
            RemoveEmpty(inner);
        }
        if (!Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }
}
