using System.Diagnostics;
using System.Text.Json;
using Graft.Imaging.Synthetic;

namespace Graft.Cli.Tests;

/// <summary><c>graft check</c> as a process.</summary>
public sealed class CheckCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-check").FullName;

    public CheckCommandTests()
    {
        new SyntheticPictures([.. Concept.Source.Take(2)], 30, 4) { Side = 64 }.Write(Path.Combine(folder, "drawn"));
        Directory.Move(Path.Combine(folder, "drawn", "images"), Path.Combine(folder, "photos"));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_sound_set_passes_and_a_broken_file_or_a_copy_does_not()
    {
        (int status, string results, string talk) = Run("check", "photos");
        Assert.True(status == 0, results + talk);
        Assert.Contains("class folders, split by a hash of the path\n2 classes, 68 pictures (", results);
        Assert.EndsWith("nothing found\n", results);
        string[] files = [.. Directory.EnumerateFiles(Path.Combine(folder, "photos"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        File.WriteAllBytes(files[0], File.ReadAllBytes(files[0])[..700]);
        File.Copy(files[1], files[1].Replace(".jpg", "-copy.jpg", StringComparison.Ordinal));
        (status, results, _) = Run("check", "photos");
        Assert.Equal(1, status);
        Assert.Contains("1 error", results);
        Assert.Contains($"    {Key(files[0])}  (its JPEG data ends early (a truncated file))\n    → Copy them again", results);
        (status, results, _) = Run("check", "photos", "--json", "-", "--fail-on", "never");
        Assert.Equal(0, status);
        using JsonDocument json = JsonDocument.Parse(results);
        JsonElement[] findings = [.. json.RootElement.GetProperty("findings").EnumerateArray()];
        Assert.Equal(("truncated", "error", Key(files[0]), JsonValueKind.Null), (Text(findings[0], "kind"), Text(findings[0], "severity"), Text(findings[0], "file"), findings[0].GetProperty("other").ValueKind));
        JsonElement copy = findings.Single(finding => finding.GetProperty("other").ValueKind != JsonValueKind.Null);
        Assert.Equal([Key(files[1]), Key(files[1]).Replace(".jpg", "-copy.jpg", StringComparison.Ordinal)], new[] { Text(copy, "file"), Text(copy, "other") }.OrderByDescending(key => key, StringComparer.Ordinal).Select(key => key!));
        Assert.Equal(1, json.RootElement.GetProperty("errors").GetInt32());
    }

    [Fact]
    public void Fix_moves_and_undo_puts_back()
    {
        string[] before = Contents();
        File.WriteAllBytes(Path.Combine(folder, "photos", "broken.txt"), []);
        string broken = Path.Combine(Directory.EnumerateDirectories(Path.Combine(folder, "photos")).Order(StringComparer.Ordinal).First(), "broken.jpg");
        File.WriteAllText(broken, "<html>");
        (int status, _, string talk) = Run("check", "photos", "--fix");
        Assert.Equal(1, status);
        Assert.Contains($"moved 1 file to {Path.Combine(folder, "photos-quarantine")}: 1 unreadable\nput them back with: graft check photos --undo\n", talk);
        Assert.False(File.Exists(broken));
        Assert.Equal(0, Run("check", "photos").Status);
        (status, _, talk) = Run("check", "photos", "--undo");
        Assert.Equal((0, $"put back 1 file from {Path.Combine(folder, "photos-quarantine")}\n"), (status, talk));
        Assert.Equal("<html>", File.ReadAllText(broken));
        Assert.Equal(before.Length + 2, Contents().Length);
        Assert.Contains("so nothing was moved", Run("check", "photos", "--undo").Talk);
    }

    /// <summary>A page that names a file like markup holds it as text; pictures are within, and it is well-formed.</summary>
    [Fact]
    public void The_page_shows_pairs_side_by_side()
    {
        string first = Directory.EnumerateFiles(Path.Combine(folder, "photos"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        string copy = Path.Combine(Path.GetDirectoryName(first)!, OperatingSystem.IsWindows() ? "a&b.jpg" : "<b>&.jpg");
        File.Copy(first, copy);
        (int status, _, string talk) = Run("check", "photos", "--html", "page.html", "--fail-on", "never");
        Assert.Equal(0, status);
        Assert.Contains("wrote page.html", talk);
        string page = File.ReadAllText(Path.Combine(folder, "page.html"));
        Assert.Equal(2, page.Split("<img ").Length - 1);
        Assert.DoesNotContain("<b>&", page);
        Assert.Contains(OperatingSystem.IsWindows() ? "a&amp;b.jpg" : "&lt;b&gt;&amp;.jpg", page);
        Assert.Contains("same bytes", page);
    }

    [Fact]
    public void With_a_network_labels_are_judged_and_the_features_kept()
    {
        (int status, string results, string talk) = Run("check", "photos", "--model", "mobilenet_v2", "--weights", "none", "--set", "model.resolution=32");
        Assert.True(status == 0 && results.Contains("looked through in", StringComparison.Ordinal), results + talk);
        Assert.Equal(2, Run("check", "photos", "--weights", "x.pth").Status);
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        Assert.Contains("--fail-on maybe: it is error, warning or never.", Run("check", "photos", "--fail-on", "maybe").Talk);
        (int status, _, string talk) = Run("check", "photos", "--fix", "everything");
        Assert.Equal(2, status);
        Assert.Contains("--fix everything: there is no kind of that name. The kinds are missing, unreadable, ", talk);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private string Key(string file) => Path.GetRelativePath(Path.Combine(folder, "photos"), file).Replace('\\', '/');

    private string[] Contents() => [.. Directory.EnumerateFiles(Path.Combine(folder, "photos"), "*", SearchOption.AllDirectories)];

    private (int Status, string Results, string Talk) Run(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "graft.dll"), .. arguments]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> talk = process.StandardError.ReadToEndAsync();
        string results = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, results.ReplaceLineEndings("\n"), talk.Result.ReplaceLineEndings("\n"));
    }
}
