using Graft.Tests;

namespace Graft.Core.Tests.Solution;

public class SolutionRulesTests
{
    [Fact]
    public void Every_project_sees_only_what_stands_to_its_left()
    {
        List<string> faults = [];
        int projects = 0;
        foreach (string folder in new[] { "src", "tests" })
        {
            foreach (string file in Files(folder).Where(file => Path.GetExtension(file) is ".csproj" or ".props" or ".targets"))
            {
                projects += file.EndsWith(".csproj", StringComparison.Ordinal) ? 1 : 0;
                faults.AddRange(SolutionRules.ProjectFaults(ProjectOf(file), File.ReadAllText(file)));
            }
        }
        Assert.Empty(faults);
        Assert.True(projects >= 10, $"only {projects} project files were found under {TestData.Repository}");
    }

    [Fact]
    public void Every_source_file_is_short_and_well_named_and_keeps_foreign_namespaces_in_their_room()
    {
        string[] sources = [.. Files("src").Where(file => file.EndsWith(".cs", StringComparison.Ordinal))];
        Assert.NotEmpty(sources);
        Assert.Empty(sources.SelectMany(file => SolutionRules.SourceFaults(ProjectOf(file), Relative(file), File.ReadAllText(file))));
    }

    [Fact]
    public void Every_project_is_part_of_the_solution()
    {
        string solution = File.ReadAllText(Path.Combine(TestData.Repository, "Graft.slnx"));
        string[] folders = ["src", "tests", "samples", "bench"];
        string[] projects = [.. folders.SelectMany(Files).Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)).Select(Relative)];
        Assert.All(projects, path => Assert.Contains($"\"{path}\"", solution));
    }

    [Theory]
    [InlineData("Graft.Core", """<ProjectReference Include="../Graft.Imaging/Graft.Imaging.csproj" />""", "Graft.Core must not see Graft.Imaging")]
    [InlineData("Graft.Web", """<ProjectReference Include="..\Graft.Training\Graft.Training.csproj" />""", "Graft.Web must not see Graft.Training")]
    [InlineData("Graft.Imaging.Tests", """<ProjectReference Include="../../src/Graft.Cli/Graft.Cli.csproj" />""", "Graft.Imaging.Tests must not see Graft.Cli")]
    [InlineData("Graft.Core", """<PackageReference Include="TorchSharp" />""", "Graft.Core is not the room of the package TorchSharp")]
    [InlineData("Graft.Inference", """<PackageReference Include="libtorch-cpu-linux-x64;Microsoft.ML.OnnxRuntime" />""", "Graft.Inference is not the room of the package libtorch-cpu-linux-x64")]
    [InlineData("Graft.Training", """<PackageReference Include="Newtonsoft.Json" />""", "Graft.Training is not the room of the package Newtonsoft.Json")]
    [InlineData("Graft.Inference", """<ProjectReference Include="../../samples/UseModel/UseModel.csproj" />""", "Graft.Inference must not see UseModel")]
    [InlineData("Graft.Extras", "", "Graft.Extras is no room of design.md §3")]
    public void A_forbidden_arrow_or_package_is_named(string project, string item, string fault) =>
        Assert.Equal([fault], SolutionRules.ProjectFaults(project, $"<Project><ItemGroup>{item}</ItemGroup></Project>"));

    [Fact]
    public void An_allowed_arrow_and_package_pass() =>
        Assert.Empty(SolutionRules.ProjectFaults("Graft.Training", """<Project><ItemGroup><ProjectReference Include="../Graft.Core/Graft.Core.csproj" /><PackageReference Include="libtorch-cpu-osx-arm64" /></ItemGroup></Project>"""));

    [Theory]
    [InlineData("src/Graft.Core/A.cs", "internal static class TextUtils;", "src/Graft.Core/A.cs: the name 'TextUtils' says nothing; name what it is about")]
    [InlineData("src/Graft.Core/A.cs", "public readonly record struct RunManager(int Id);", "src/Graft.Core/A.cs: the name 'RunManager' says nothing; name what it is about")]
    [InlineData("src/Graft.Core/Common/A.cs", "class A;", "src/Graft.Core/Common/A.cs: the name 'Common' says nothing; name what it is about")]
    [InlineData("src/Graft.Core/A.cs", "using static TorchSharp.torch;", "src/Graft.Core/A.cs: only Graft.Training may say TorchSharp")]
    public void A_bad_name_or_a_leaked_namespace_is_named(string path, string text, string fault) => Assert.Equal([fault], SolutionRules.SourceFaults("Graft.Core", path, text));

    [Fact]
    public void A_file_of_300_lines_passes_and_one_of_301_does_not()
    {
        Assert.Empty(SolutionRules.SourceFaults("Graft.Core", "src/A.cs", string.Concat(Enumerable.Repeat("// x\n", 300))));
        Assert.Equal(["src/A.cs has 301 lines; 300 is the limit"], SolutionRules.SourceFaults("Graft.Core", "src/A.cs", string.Concat(Enumerable.Repeat("// x\n", 301))));
    }

    private static IEnumerable<string> Files(string folder)
    {
        string path = Path.Combine(TestData.Repository, folder);
        return Directory.Exists(path) ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories) : [];
    }

    private static string Relative(string file) => Path.GetRelativePath(TestData.Repository, file).Replace('\\', '/');

    private static string ProjectOf(string file) => Relative(file).Split('/') is [_, var project, _, ..] ? project : "tests";
}
