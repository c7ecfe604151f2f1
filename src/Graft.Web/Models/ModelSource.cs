using System.Text.RegularExpressions;

namespace Graft.Web;

/// <summary>Where a model comes from and what clients call it.</summary>
/// <param name="Name">Letters, digits, dots, dashes and underscores.</param>
/// <param name="Path">An ONNX file, or the folder of a run.</param>
public sealed partial record ModelSource(string Name, string Path)
{
    /// <summary>Reads <c>NAME=PATH</c> or <c>PATH</c>; a path alone names its model by its file, or by its folder where the file is called <c>model.onnx</c>.</summary>
    /// <exception cref="ServerException">The name cannot be part of an address.</exception>
    public static ModelSource Parse(string text)
    {
        int sign = text.IndexOf('=', StringComparison.Ordinal);
        if (sign > 0 && NamePattern().IsMatch(text[..sign]))
        {
            return new(text[..sign], text[(sign + 1)..]);
        }
        string full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(text));
        string own = Directory.Exists(full) ? System.IO.Path.GetFileName(full) : System.IO.Path.GetFileNameWithoutExtension(full);
        string name = own == "model" && System.IO.Path.GetDirectoryName(full) is { } folder && System.IO.Path.GetFileName(folder) is { Length: > 0 } parent ? parent : own;
        return NamePattern().IsMatch(name) ? new(name, text)
            : throw new ServerException($"'{name}' cannot be a model's name in an address: only letters, digits, dots, dashes and underscores can, 64 at most. Give it one: flowers={text}");
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    private static partial Regex NamePattern();
}
