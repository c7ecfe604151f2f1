using Graft.Graphs;
using Graft.Models;
using Graft.Tests;

namespace Graft.Core.Tests.Graphs;

public sealed class SummaryTests
{
    [Fact]
    public void The_tiny_network_reads_as_approved() => Approved.Matches("tests/Graft.Core.Tests/Fixtures/tiny.approved.txt", Architectures.Find("tiny").Build(10).Summarize());
}
