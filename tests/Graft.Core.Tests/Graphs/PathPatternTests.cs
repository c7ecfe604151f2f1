using Graft.Graphs;

namespace Graft.Core.Tests.Graphs;

public sealed class PathPatternTests
{
    [Theory]
    [InlineData("layer1.*", "layer1.0.conv1.weight", true)]
    [InlineData("layer1", "layer1.0.conv1.weight", true)]
    [InlineData("layer1", "layer10.0.conv1.weight", false)]
    [InlineData("layer?", "layer3.0.bn1.bias", true)]
    [InlineData("*.bias", "layer3.0.bn1.bias", true)]
    [InlineData("*.bias", "layer3.0.bn1.weight", false)]
    [InlineData("conv1, bn1 ,layer1", "bn1.weight", true)]
    [InlineData("conv1,bn1", "layer1.0.bn1.weight", false)]
    [InlineData("features.(1)", "features.1.weight", false)]
    [InlineData("*", "anything", true)]
    public void Choose_by_path(string pattern, string name, bool matches) => Assert.Equal(matches, new PathPattern(pattern).Matches(name));

    [Theory]
    [InlineData("")]
    [InlineData(" , ")]
    public void An_empty_pattern_is_refused(string pattern) =>
        Assert.Equal($"the pattern '{pattern}' names nothing; write a path such as layer1.*, or several separated by commas", Assert.Throws<GraphException>(() => new PathPattern(pattern)).Message);
}
