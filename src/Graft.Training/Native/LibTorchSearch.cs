namespace Graft.Training.Native;

/// <summary>A folder with libtorch in it, and how it was found.</summary>
internal sealed record LibTorchFolder(string Path, string Source, bool Chosen);

/// <summary>Looks for libtorch and for TorchSharp's library that binds to it.</summary>
internal static class LibTorchSearch
{
    public const string Variable = "GRAFT_LIBTORCH", Version = "2.10", PackageVersion = "2.10.0";

    /// <summary>The libtorch to load: the one that was asked for, else the first that is found.</summary>
    /// <exception cref="LibTorchException">None is there, or the one asked for is of another version.</exception>
    public static LibTorchFolder FindLibTorch(string? asked)
    {
        string? variable = Environment.GetEnvironmentVariable(Variable);
        if (asked is not null)
        {
            return Chosen(asked, "asked for by --libtorch");
        }
        if (!string.IsNullOrEmpty(variable))
        {
            return Chosen(variable, $"asked for by {Variable}");
        }
        string package = $"libtorch-cpu-{Platform.Rid}";
        (string Path, string Source)[] places = [.. Places(), (PackageFolder(package, PackageVersion), $"the package {package}")];
        return places.Where(place => HasLibTorch(place.Path)).Select(place => new LibTorchFolder(place.Path, place.Source, Chosen: false)).FirstOrDefault()
            ?? throw new LibTorchException($"libtorch, the native library that trains, was not found. Looked in: {string.Join(", ", places.Select(place => place.Path).Distinct())}. "
                + $"Reference the package {package} {PackageVersion} in the program's project, or set {Variable} to the folder of an installed PyTorch {Version} (site-packages/torch).");
    }

    /// <summary>TorchSharp's own native library, as its package brings it.</summary>
    public static string FindBinding()
    {
        string[] places = [.. Places().Select(place => place.Path), PackageFolder("torchsharp", TorchSharpVersion)];
        return places.Select(folder => Path.Combine(folder, Platform.Binding)).FirstOrDefault(File.Exists)
            ?? throw new LibTorchException($"{Platform.Binding}, TorchSharp's native library, was not found. Looked in: {string.Join(", ", places.Distinct())}. "
                + "It comes with the package TorchSharp: restore and build the program again, and copy its whole output folder when you move it.");
    }

    public static string TorchSharpVersion { get; } = typeof(LibTorchSearch).Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), false)
        .Cast<System.Reflection.AssemblyMetadataAttribute>().First(data => data.Key == "TorchSharpVersion").Value!;

    private static LibTorchFolder Chosen(string asked, string source)
    {
        string[] places = [Path.GetFullPath(asked), Path.GetFullPath(Path.Combine(asked, "lib")), Path.GetFullPath(Path.Combine(asked, "torch", "lib"))];
        string folder = places.FirstOrDefault(HasLibTorch)
            ?? throw new LibTorchException($"{asked}: {source}, but there is no {Platform.Core} in it nor in its 'lib' folder. Give the folder of an installed PyTorch {Version}, such as …/site-packages/torch.");
        string? version = LibTorchVersion.Of(folder);
        return version is null || LibTorchVersion.Fits(version)
            ? new(folder, source, Chosen: true)
            : throw new LibTorchException($"{folder}: this is PyTorch {version}, {source}, but TorchSharp {TorchSharpVersion} needs libtorch {Version}: other versions have other functions. "
                + $"Install PyTorch {Version} there, or leave out the option and use the libtorch that comes with Graft.");
    }

    /// <summary>The folder of the libtorch that the program itself brings; null if it brings none.</summary>
    public static string? OwnFolder() => Places().Select(place => place.Path).FirstOrDefault(HasLibTorch);

    private static bool HasLibTorch(string folder) => File.Exists(Path.Combine(folder, Platform.Core));

    private static IEnumerable<(string Path, string Source)> Places()
    {
        string native = Path.Combine("runtimes", Platform.Rid, "native");
        // The host's list covers what a program's .deps.json names, wherever it lies; the others a program started by other means.
        string? probed = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string;
        foreach (string folder in (probed ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return (Path.TrimEndingDirectorySeparator(folder), "the program's files");
        }
        foreach (string folder in new[] { AppContext.BaseDirectory, Path.GetDirectoryName(typeof(LibTorchSearch).Assembly.Location) ?? "" }.Where(f => f.Length > 0).Distinct())
        {
            yield return (Path.TrimEndingDirectorySeparator(folder), "the program's files");
            yield return (Path.Combine(folder, native), "the program's files");
        }
    }

    private static string PackageFolder(string package, string version)
    {
        string? packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES");
        string root = !string.IsNullOrEmpty(packages) ? packages : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return Path.Combine(root, package, version, "runtimes", Platform.Rid, "native");
    }
}
