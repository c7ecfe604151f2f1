namespace Graft.Imaging;

/// <summary>The pictures in a folder, whatever they show.</summary>
public static class PhotoFolder
{
    /// <summary>Picture files in a folder and below, by extension, sorted by path; links are followed, but not in circles.</summary>
    public static IReadOnlyList<string> List(string folder)
    {
        List<string> found = new FolderWalk(folder, warnings: []).Pictures(folder);
        found.Sort(StringComparer.Ordinal);
        return found;
    }
}
