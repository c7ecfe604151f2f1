using Graft.Recipes;

namespace Graft.Core.Tests.Recipes;

public class TrainingSideTests
{
    [Theory]
    [InlineData("160", 224, 160)]
    [InlineData("160 px", 224, 160)]
    [InlineData("100%", 299, 299)] // as it is, though no multiple of 16
    [InlineData("80%", 224, 176)] // 179.2
    [InlineData("80%", 299, 240)] // 239.2
    [InlineData("64%", 224, 144)] // 143.4
    [InlineData("25%", 20, 16)]
    public void A_side_is_pixels_or_a_share_of_evaluations(string text, int evaluation, int side)
    {
        TrainingSide read = TrainingSide.Parse(text);
        Assert.Equal(side, read.For(evaluation));
        Assert.Equal(read, TrainingSide.Parse(read.ToString()));
    }

    [Fact]
    public void Without_anything_it_is_evaluations() => Assert.Equal((TrainingSide.Parse("100%"), true, 224), (default, default(TrainingSide).IsFull, TrainingSide.Full.For(224)));

    [Theory]
    [InlineData("")]
    [InlineData("large")]
    [InlineData("10.5")]
    [InlineData("8")]
    [InlineData("5000")]
    [InlineData("10%")]
    [InlineData("300%")]
    [InlineData("3 epochs")]
    [InlineData("1e12")]
    public void Anything_else_is_refused_with_the_forms_there_are(string text) => Assert.Contains("80%", Assert.Throws<RecipeException>(() => TrainingSide.Parse(text)).Message, StringComparison.Ordinal);
}
