using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Graft.Core.Tests.Solution;

/// <summary>What design.md §3 asks of the solution, checked on the text of its files: which project may see which, which package belongs in which room, how long a file may be, and which names say nothing.</summary>
internal static partial class SolutionRules
{
    /// <summary>The longest a source file may be, in lines.</summary>
    public const int LongestFile = 300;

    /// <summary>Files that are tables of data and may be longer; paths from the repository's root with forward slashes.</summary>
    public static readonly string[] DataTables = [];

    /// <summary>What each room may see: Core ← Imaging ← Inference ← {Training, Web} ← Cli.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Graft.Core"] = [],
        ["Graft.Imaging"] = ["Graft.Core"],
        ["Graft.Inference"] = ["Graft.Core", "Graft.Imaging"],
        ["Graft.Training"] = ["Graft.Core", "Graft.Imaging", "Graft.Inference"],
        ["Graft.Web"] = ["Graft.Core", "Graft.Imaging", "Graft.Inference"],
        ["Graft.Cli"] = ["Graft.Core", "Graft.Imaging", "Graft.Inference", "Graft.Training", "Graft.Web"],
    };

    /// <summary>The one room of each foreign package; a trailing star stands for any ending. Test projects are the room "tests".</summary>
    private static readonly (string Package, string Room)[] Rooms =
    [
        ("Google.Protobuf", "Graft.Core"),
        ("Grpc.Tools", "Graft.Core"),
        ("Snappier", "Graft.Core"),
        ("System.Numerics.Tensors", "Graft.Core"),
        ("SkiaSharp", "Graft.Imaging"),
        ("SkiaSharp.NativeAssets.*", "Graft.Imaging"),
        ("Microsoft.ML.OnnxRuntime", "Graft.Inference"),
        ("TorchSharp", "Graft.Training"),
        ("SharpZipLib", "Graft.Training"), // only to raise the version that TorchSharp asks for
        ("libtorch-*", "Graft.Training"),
        ("OpenTelemetry.*", "Graft.Web"),
        ("Spectre.Console", "Graft.Cli"),
        ("System.CommandLine", "Graft.Cli"),
        ("xunit.v3", "tests"),
        ("FsCheck.Xunit.v3", "tests"),
        ("Spectre.Console.Testing", "tests"),
        ("Microsoft.Playwright", "tests"),
        ("Deque.AxeCore.Playwright", "tests"),
        ("Microsoft.CodeAnalysis.BannedApiAnalyzers", "*"),
    ];

    /// <summary>The one room whose source may name each foreign namespace; elsewhere it would leak through a transitive reference.</summary>
    private static readonly (string Namespace, string Room)[] Namespaces =
    [
        ("Google.Protobuf", "Graft.Core"),
        ("Snappier", "Graft.Core"),
        ("SkiaSharp", "Graft.Imaging"),
        ("Microsoft.ML.OnnxRuntime", "Graft.Inference"),
        ("TorchSharp", "Graft.Training"),
        ("Spectre.Console", "Graft.Cli"),
        ("Microsoft.AspNetCore", "Graft.Web"),
        ("OpenTelemetry", "Graft.Web"),
        ("System.CommandLine", "Graft.Cli"),
    ];

    /// <summary>What is wrong with a project file, or with a props or targets file in the folder of a project.</summary>
    /// <param name="project">The project's name: <c>Graft.Core</c>, <c>Graft.Core.Tests</c>; or <c>tests</c> for what all tests share.</param>
    public static IEnumerable<string> ProjectFaults(string project, string text)
    {
        bool test = project == "tests" || project.EndsWith(".Tests", StringComparison.Ordinal);
        string subject = test ? project.Replace(".Tests", "", StringComparison.Ordinal) : project;
        string[] seen = [.. Arrows.GetValueOrDefault(subject, []), .. test ? [subject] : Array.Empty<string>()];
        if (!test && !Arrows.ContainsKey(project))
        {
            yield return $"{project} is no room of design.md §3";
        }
        XElement root = XElement.Parse(text);
        foreach (string reference in Includes(root, "ProjectReference"))
        {
            string target = Path.GetFileNameWithoutExtension(reference.Replace('\\', '/'));
            // A sample is a user's program; only a test may run one.
            if (!seen.Contains(target) && !(test && reference.Contains("/samples/", StringComparison.Ordinal)))
            {
                yield return $"{project} must not see {target}";
            }
        }
        foreach (string package in Includes(root, "PackageReference"))
        {
            if (!Rooms.Any(row => Fits(row.Package, package) && (row.Room == "*" || row.Room == (test ? "tests" : project))))
            {
                yield return $"{project} is not the room of the package {package}";
            }
        }
    }

    /// <summary>What is wrong with a source file of a project.</summary>
    /// <param name="path">From the repository's root with forward slashes.</param>
    public static IEnumerable<string> SourceFaults(string project, string path, string text)
    {
        int lines = text.AsSpan().TrimEnd('\n').Count('\n') + 1;
        if (lines > LongestFile && !DataTables.Contains(path))
        {
            yield return $"{path} has {lines} lines; {LongestFile} is the limit";
        }
        foreach (string name in path.Split('/')[..^1].Where(folder => SaysNothing().IsMatch(folder))
            .Concat(Declaration().Matches(text).Select(match => match.Groups["name"].Value).Where(name => SaysNothing().IsMatch(name))))
        {
            yield return $"{path}: the name '{name}' says nothing; name what it is about";
        }
        foreach ((string name, string room) in Namespaces)
        {
            if (room != project && Regex.IsMatch(text, $@"^\s*(global\s+)?using\s+(static\s+)?(\w+\s*=\s*)?{Regex.Escape(name)}\b", RegexOptions.Multiline))
            {
                yield return $"{path}: only {room} may say {name}";
            }
        }
    }

    private static IEnumerable<string> Includes(XElement root, string item) =>
        root.Descendants(item).SelectMany(element => ((string?)element.Attribute("Include") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static bool Fits(string pattern, string package) =>
        pattern.EndsWith('*') ? package.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase) : package.Equals(pattern, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"(Util|Utils|Utility|Utilities|Helper|Helpers|Manager|Managers)$|^Common$")]
    private static partial Regex SaysNothing();

    [GeneratedRegex(@"^\s*(?:(?:public|internal|private|protected|file|static|sealed|abstract|partial|readonly|ref|unsafe)\s+)*(?:class|struct|interface|enum|record(?:\s+(?:class|struct))?)\s+(?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
