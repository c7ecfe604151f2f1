using System.Text.RegularExpressions;

namespace Graft.Training.Native;

/// <summary>Reads the version of a libtorch from the text files beside it: loading a wrong one to ask it may end the process.</summary>
internal static partial class LibTorchVersion
{
    private const int MostBytes = 4096;

    /// <summary>Such as "2.10.0+cu128"; null where nothing says it.</summary>
    public static string? Of(string folder)
    {
        string? parent = Path.GetDirectoryName(folder);
        // A PyTorch install keeps its version in torch/version.py, the libtorch archive in libtorch/build-version; their libraries lie one folder below.
        return parent is null ? null : Read(Path.Combine(parent, "version.py"), PythonVersion()) ?? Read(Path.Combine(parent, "build-version"), PlainVersion());
    }

    public static bool Fits(string version) => version == LibTorchSearch.Version || version.StartsWith(LibTorchSearch.Version + ".", StringComparison.Ordinal);

    private static string? Read(string file, Regex pattern)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            byte[] start = new byte[(int)Math.Min(stream.Length, MostBytes)];
            int read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            Match match = pattern.Match(System.Text.Encoding.UTF8.GetString(start, 0, read));
            return match.Success ? match.Groups[1].Value : null;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [GeneratedRegex("""^__version__\s*=\s*['"]([^'"]{1,60})['"]""", RegexOptions.Multiline)]
    private static partial Regex PythonVersion();

    [GeneratedRegex("""^\s*(\d[\w.+]{0,60})""")]
    private static partial Regex PlainVersion();
}
