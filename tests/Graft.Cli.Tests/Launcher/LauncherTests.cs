using System.Diagnostics;
using Graft.Tests;

namespace Graft.Cli.Tests.Launcher;

/// <summary><c>./graft</c> in a copied repository skeleton, with a stand-in for the SDK that records how it was called.</summary>
public sealed class LauncherTests : IDisposable
{
    private readonly string home = Directory.CreateTempSubdirectory("graft launcher ").FullName;
    private readonly string root;
    private readonly string calls;

    public LauncherTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the launcher of this test is a bash script");
        root = Path.Combine(home, "a clone");
        calls = Path.Combine(home, "calls");
        Directory.CreateDirectory(Path.Combine(root, "src", "Graft.Cli"));
        File.WriteAllText(Path.Combine(root, "src", "Graft.Cli", "Program.cs"), "first");
        File.WriteAllText(Path.Combine(root, "global.json"), "{}");
        File.Copy(Path.Combine(TestData.Repository, "graft"), Path.Combine(root, "graft"));
        Directory.CreateDirectory(Path.Combine(home, "sdk"));
        string dotnet = Path.Combine(home, "sdk", "dotnet");
        File.WriteAllText(dotnet, """
            #!/usr/bin/env bash
            here=$(dirname "$0")/..
            case $1 in
                --version) [ ! -e "$here/no-sdk" ] && echo 10.0.100 ;;
                --list-sdks) echo '8.0.400 [/somewhere]' ;;
                build)
                    echo build >>"$here/calls"
                    [ -e "$here/broken" ] && { echo 'Program.cs(1,1): error CS1002: ; expected'; exit 1; }
                    sleep 0.3
                    mkdir -p "$(dirname "$2")/../../artifacts/bin/Graft.Cli/release" && touch "$(dirname "$2")/../../artifacts/bin/Graft.Cli/release/graft.dll" ;;
                *.dll) shift; printf '%s|' "$PWD" "$@"; exit 3 ;;
            esac
            """);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private int Builds => File.Exists(calls) ? File.ReadAllLines(calls).Length : 0;

    public void Dispose() => Directory.Delete(home, recursive: true);

    [Fact]
    public void The_first_start_builds_and_says_so_on_standard_error_and_the_next_one_does_not()
    {
        (int status, string results, string talk) = Start(Path.Combine(root, "graft"), home, "models", "two words");
        Assert.Equal((3, $"{home}|models|two words|", "building Graft (first time only: about a minute)…\n"), (status, results, talk));
        Assert.Equal((3, $"{home}|models|", ""), Start(Path.Combine(root, "graft"), home, "models"));
        Assert.Equal(1, Builds);
    }

    [Fact]
    public void A_changed_added_or_deleted_source_builds_again()
    {
        string program = Path.Combine(root, "src", "Graft.Cli", "Program.cs"), added = Path.Combine(root, "src", "Graft.Cli", "Added.cs");
        Action[] changes = [() => { }, () => File.WriteAllText(program, "other"), () => File.WriteAllText(added, ""), () => File.Delete(added), () => File.WriteAllText(Path.Combine(root, "global.json"), "{ }")];
        foreach (Action change in changes)
        {
            change();
            Start(Path.Combine(root, "graft"), home);
        }
        Assert.Equal(changes.Length, Builds);
    }

    [Fact]
    public void It_is_found_through_links_and_keeps_the_current_folder()
    {
        string elsewhere = Directory.CreateDirectory(Path.Combine(home, "else where")).FullName, link = Path.Combine(elsewhere, "graft link"), second = Path.Combine(home, "again");
        File.CreateSymbolicLink(link, "../a clone/graft");
        File.CreateSymbolicLink(second, link);
        (int status, string results, _) = Start(second, elsewhere, "x");
        Assert.Equal((3, $"{elsewhere}|x|"), (status, results));
    }

    [Fact]
    public async Task Two_starts_at_once_build_once()
    {
        Task<(int, string, string)>[] starts = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => Start(Path.Combine(root, "graft"), home, "x")))];
        Assert.All(await Task.WhenAll(starts), start => Assert.Equal((3, $"{home}|x|"), (start.Item1, start.Item2)));
        Assert.Equal(1, Builds);
    }

    [Fact]
    public void A_missing_SDK_is_named_with_its_remedy()
    {
        File.WriteAllText(Path.Combine(home, "no-sdk"), "");
        (int status, string results, string talk) = Start(Path.Combine(root, "graft"), home, "x");
        Assert.Equal((1, ""), (status, results));
        Assert.Contains("needs the .NET 10 SDK", talk);
        Assert.Contains("has only: 8.0.400", talk);
        Assert.Contains("https://dotnet.microsoft.com/download/dotnet/10.0", talk);
    }

    [Fact]
    public void A_failed_build_shows_its_errors_and_the_next_start_tries_again()
    {
        File.WriteAllText(Path.Combine(home, "broken"), "");
        (int status, string results, string talk) = Start(Path.Combine(root, "graft"), home, "x");
        Assert.Equal((1, ""), (status, results));
        Assert.Contains("error CS1002", talk);
        File.Delete(Path.Combine(home, "broken"));
        Assert.Equal(3, Start(Path.Combine(root, "graft"), home, "x").Status);
    }

    private (int Status, string Results, string Talk) Start(string launcher, string folder, params string[] arguments)
    {
        ProcessStartInfo start = new("bash", [launcher, .. arguments]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{Path.Combine(home, "sdk")}:{Environment.GetEnvironmentVariable("PATH")}";
        using Process process = Process.Start(start)!;
        Task<string> talk = process.StandardError.ReadToEndAsync();
        string results = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, results, talk.Result);
    }
}
