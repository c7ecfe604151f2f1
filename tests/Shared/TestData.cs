namespace Graft.Tests;

/// <summary>Real photos and weights that lie beside the repository on some machines; a test that needs them is skipped elsewhere, with that reason.</summary>
internal static class TestData
{
    /// <summary>The folder of a test data item, or a skip of the calling test.</summary>
    public static string Require(string item)
    {
        if (Root is { } root && Path.Exists(Path.Combine(root, item)))
        {
            return Path.Combine(root, item);
        }
        Assert.Skip($"needs '{item}' of the test data: put it in ../shared/data beside the repository or name its folder in GRAFT_TEST_DATA");
        return "";
    }

    /// <summary>Where the test data lies; null when it is not on this machine.</summary>
    public static string? Root { get; } = Environment.GetEnvironmentVariable("GRAFT_TEST_DATA") ?? Find();

    /// <summary>The repository's root folder.</summary>
    public static string Repository { get; } = Above(AppContext.BaseDirectory, at => File.Exists(Path.Combine(at, "Graft.slnx")))!;

    private static string? Find() => Above(AppContext.BaseDirectory, at => Directory.Exists(Path.Combine(at, "shared", "data"))) is { } at ? Path.Combine(at, "shared", "data") : null;

    private static string? Above(string? folder, Func<string, bool> holds)
    {
        while (folder is not null && !holds(folder))
        {
            folder = Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar));
        }
        return folder;
    }
}
