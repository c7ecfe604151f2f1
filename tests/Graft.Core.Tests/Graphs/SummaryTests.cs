using Graft.Graphs;
using Graft.Models;

namespace Graft.Core.Tests.Graphs;

public sealed class SummaryTests
{
    [Fact]
    public void The_tiny_network_reads_as_approved() =>
        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "tiny.approved.txt")), Architectures.Find("tiny").Build(10).Summarize());
}
