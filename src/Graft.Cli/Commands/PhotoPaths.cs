using Graft.Cli.CommandLine;
using Graft.Imaging;

namespace Graft.Cli.Commands;

/// <summary>Turns what a person names into picture files: a folder stands for the pictures in it.</summary>
internal static class PhotoPaths
{
    /// <exception cref="MisuseException">A path does not exist, or a folder holds no picture.</exception>
    public static IReadOnlyList<string> Expand(IEnumerable<string> paths) => [.. paths.SelectMany(Expand)];

    private static IEnumerable<string> Expand(string path)
    {
        if (!Directory.Exists(path))
        {
            // A file that is missing is found out when it is opened, with the others still answered.
            return [path];
        }
        IReadOnlyList<string> pictures = PhotoFolder.List(path);
        return pictures.Count > 0 ? pictures : throw new MisuseException($"'{path}' holds no picture: no file in it is named like a JPEG, PNG, WebP, GIF or BMP.");
    }
}
