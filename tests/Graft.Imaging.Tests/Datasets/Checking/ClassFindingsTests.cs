namespace Graft.Imaging.Tests.Datasets;

/// <summary>Class names and class sizes.</summary>
public sealed class ClassFindingsTests
{
    [Theory]
    [InlineData("Cat", "cat", "upper and lower case")]
    [InlineData("hot dog", "hot_dog", "spaces or signs between words")]
    [InlineData("cat", "cats", "a plural's ending")]
    [InlineData("Cherry", "cherries", "a plural's ending")]
    [InlineData("box", "boxes", "a plural's ending")]
    [InlineData("dish", "dishes", "a plural's ending")]
    [InlineData("tomato", "tomatoes", "a plural's ending")]
    public void Names_that_look_like_one_are_found(string one, string other, string difference)
    {
        Finding found = Assert.Single(Of([one, other], 100, 100), finding => finding.Kind == FindingKind.ClassNames);
        Assert.Equal(($"'{one}' and '{other}'", $"they differ in {difference} only, and count as different classes"), (found.Place, found.Detail));
    }

    [Theory]
    [InlineData("glass", "gla")]
    [InlineData("bus", "bu")]
    [InlineData("n01", "n02")]
    [InlineData("猫", "犬")]
    [InlineData("+", "-")]
    public void Other_names_are_left_alone(string one, string other) => Assert.Empty(Of([one, other], 100, 100));

    /// <summary>Food-101's own names hold no such pair.</summary>
    [Fact]
    public void The_classes_of_Food_101_are_101() => Assert.Empty(Of([.. Food101.Classes], [.. Enumerable.Repeat(750, 101)]));

    [Fact]
    public void Small_empty_and_unequal_classes_are_found()
    {
        Finding[] found = Of(["a", "b", "c"], 100, 19, 0);
        Assert.Equal([FindingKind.FewPictures, FindingKind.EmptyClass, FindingKind.Imbalance], found.Select(finding => finding.Kind));
        Assert.Equal("'a' has 100 pictures to learn from, 'b' 19: 5.3 times as many", found[2].Detail);
        Assert.Equal([FindingKind.EmptyClass], Of(["a"], 100).Select(finding => finding.Kind));
    }

    private static Finding[] Of(string[] classes, params int[] counts) => [.. ClassFindings.Of(classes, counts.Index().ToDictionary(row => (row.Index, Split.Train), row => row.Item), new())];
}
