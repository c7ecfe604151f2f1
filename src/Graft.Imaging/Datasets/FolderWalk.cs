namespace Graft.Imaging;

/// <summary>Finds the picture files under a folder, through links, without going round in circles.</summary>
internal sealed class FolderWalk(string root, List<string> warnings)
{
    // No person nests deeper; a link that leads back through others ends here at the latest.
    private const int Deepest = 24;

    private readonly List<string> passedOver = [];
    private readonly List<string> unreadable = [];

    /// <summary>The pictures under a folder, by extension, in no particular order.</summary>
    public List<string> Pictures(string folder)
    {
        List<string> found = [];
        Walk(folder, Real(folder, Path.GetFullPath(folder)), [], found);
        return found;
    }

    /// <summary>A path relative to the data set, with '/'.</summary>
    public string Key(string file) => Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>Turns what was passed over into warnings.</summary>
    public void Report()
    {
        if (unreadable.Count > 0)
        {
            warnings.Add($"Passed over {Several.Count(unreadable.Count, "picture")} in a format that is not read ({ImageFormats.Readable} are): {Several.Of(unreadable)}. Convert to JPEG or PNG.");
        }
        if (passedOver.Count > 0)
        {
            warnings.Add($"Passed over {Several.Count(passedOver.Count, "file")} without the extension of a picture: {Several.Of(passedOver)}.");
        }
    }

    /// <summary>Folders and files that systems and archivers leave about.</summary>
    public static bool IsClutter(string path) => Path.GetFileName(path) is ['.', ..] or "__MACOSX" or "Thumbs.db" or "desktop.ini" or "@eaDir";

    private void Walk(string folder, string real, List<string> above, List<string> found)
    {
        if (above.Contains(real) || above.Count > Deepest)
        {
            warnings.Add($"Folder '{Key(folder)}' leads back to a folder it lies in ('{real}') and is not followed.");
            return;
        }
        above.Add(real);
        try
        {
            foreach (string file in Directory.EnumerateFiles(folder).Where(file => !IsClutter(file)))
            {
                (ImageFormats.Named(file) is not null ? found : ImageFormats.IsUnreadablePicture(file) ? unreadable : passedOver).Add(ImageFormats.Named(file) is not null ? file : Key(file));
            }
            foreach (string inner in Directory.EnumerateDirectories(folder).Where(inner => !IsClutter(inner)))
            {
                Walk(inner, Real(inner, Path.Combine(real, Path.GetFileName(inner))), above, found);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            warnings.Add($"Folder '{Key(folder)}' cannot be read ({PhotoFile.Reason(e)}): its pictures are left out.");
        }
        above.RemoveAt(above.Count - 1);
    }

    private static string Real(string folder, string otherwise) => new DirectoryInfo(folder).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? otherwise;
}
