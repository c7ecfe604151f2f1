using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Graft.Tests;

namespace Graft.Core.Tests.Solution;

/// <summary>The Dockerfiles cannot be built where the tests run; what can be known of them from the repository is checked here, and docker/rehearse.sh does their first stage by hand.</summary>
public partial class DockerfileTests
{
    private static string Root => TestData.Repository;

    public static TheoryData<string> Names => [.. Directory.GetFiles(Path.Combine(Root, "docker"), "Dockerfile*").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Fact]
    public void There_is_one_to_train_one_for_CUDA_and_one_to_serve() => Assert.Equal(["Dockerfile", "Dockerfile.cuda", "Dockerfile.serve"], Names.Select(row => row.Data));

    [Theory]
    [MemberData(nameof(Names))]
    public void What_it_copies_exists_and_is_not_ignored(string name)
    {
        string[] copied = [.. Lines(name, "COPY").Where(line => !line.Contains("--from", StringComparison.Ordinal)).SelectMany(line => line.Split(' ')[..^1])];
        Assert.All(copied, path => Assert.True(Path.Exists(Path.Combine(Root, path)), path));
        string[] kept = [.. File.ReadLines(Path.Combine(Root, ".dockerignore")).Where(line => line.StartsWith('!')).Select(line => line[1..])];
        Assert.All(copied, path => Assert.Contains(kept, pattern => Regex.IsMatch(path.Split('/')[0], $"^{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal)}$")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_project_of_the_program_is_there_before_packages_are_restored(string name)
    {
        string before = File.ReadAllText(Path.Combine(Root, "docker", name)).Split("RUN dotnet restore")[0];
        Assert.All(ProjectsOf("src/Graft.Cli/Graft.Cli.csproj"), project => Assert.Contains($"{project} ", before, StringComparison.Ordinal));
        Assert.Contains("src/Graft.Training/LibTorch.props ", before, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_bases_are_pinned_to_the_versions_that_the_repository_names(string name)
    {
        string sdk = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "global.json"))).RootElement.GetProperty("sdk").GetProperty("version").GetString()!;
        string framework = XElement.Load(Path.Combine(Root, "Directory.Build.props")).Descendants("TargetFramework").Single().Value;
        (string build, string run) = Lines(name, "FROM").ToArray() is [string first, string second] ? (first, second) : throw new Xunit.Sdk.XunitException("two stages are expected");
        Assert.Equal($"mcr.microsoft.com/dotnet/sdk:{sdk}-noble AS build", build);
        Assert.Matches($@"^mcr\.microsoft\.com/dotnet/aspnet:{Regex.Escape(framework[3..])}\.\d+-noble(-chiseled)?$", run);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_runs_as_nobody_special_and_says_whether_it_is_well(string name)
    {
        Assert.Equal(["$APP_UID"], Lines(name, "USER"));
        Assert.Contains("CMD [\"/app/graft\"", Assert.Single(Lines(name, "HEALTHCHECK")), StringComparison.Ordinal);
        Assert.Equal(["[\"/app/graft\"]"], Lines(name, "ENTRYPOINT"));
    }

    [Theory]
    [InlineData("Dockerfile", "cpu")]
    [InlineData("Dockerfile.cuda", "cuda-12.8")]
    [InlineData("Dockerfile.serve", "none")]
    public void It_takes_a_libtorch_that_there_is_a_version_of(string name, string flavour)
    {
        string[] runs = [.. Lines(name, "RUN").Where(line => line.Contains("dotnet", StringComparison.Ordinal))];
        Assert.Equal([flavour, flavour], runs.Select(line => LibTorch().Match(line).Groups[1].Value));
        IEnumerable<string?> packages = XElement.Load(Path.Combine(Root, "Directory.Packages.props")).Descendants("PackageVersion").Select(package => package.Attribute("Include")?.Value);
        Assert.True(flavour == "none" || packages.Contains($"libtorch-{flavour}-linux-x64"));
    }

    private static IEnumerable<string> Lines(string name, string instruction) =>
        File.ReadLines(Path.Combine(Root, "docker", name)).Where(line => line.StartsWith(instruction + " ", StringComparison.Ordinal)).Select(line => line[(instruction.Length + 1)..]);

    /// <summary>A project and all that it references, as paths from the repository's root.</summary>
    private static IEnumerable<string> ProjectsOf(string project)
    {
        string folder = Path.GetDirectoryName(Path.Combine(Root, project))!;
        IEnumerable<string> references = XElement.Load(Path.Combine(Root, project)).Descendants("ProjectReference").Select(reference => Path.GetRelativePath(Root, Path.GetFullPath(Path.Combine(folder, reference.Attribute("Include")!.Value))));
        return references.SelectMany(ProjectsOf).Append(project).Distinct();
    }

    [GeneratedRegex("-p:GraftLibTorch=([a-z0-9.-]+)")]
    private static partial Regex LibTorch();
}
