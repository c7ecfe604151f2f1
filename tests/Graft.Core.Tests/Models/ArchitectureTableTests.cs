using Graft.Models;
using Graft.Tests;

namespace Graft.Core.Tests.Models;

public sealed class ArchitectureTableTests
{
    [Fact]
    public void The_documentation_holds_the_table_as_it_is()
    {
        const string File = "docs/models.md";
        string[] paragraphs = System.IO.File.ReadAllText(Path.Combine(TestData.Repository, File)).Split("\n\n");
        int table = Array.FindIndex(paragraphs, paragraph => paragraph.StartsWith('|'));
        paragraphs[table] = ArchitectureTable.ToMarkdown().TrimEnd('\n');
        Approved.Matches(File, string.Join("\n\n", paragraphs));
    }
}
