namespace Graft.Inference.Tests;

public sealed class AbstentionTableTests
{
    /// <summary>100 pictures with probabilities from 0.51 to 1 and all wrong below 0.755, all right above.</summary>
    private static AbstentionTable Half { get; } = AbstentionTable.Of(new([.. Enumerable.Range(0, 100).SelectMany(i => new[] { Logit(0.51 + (0.0049 * i)), 0f })], [.. Enumerable.Range(0, 100).Select(i => i < 50 ? 1 : 0)]));

    [Fact]
    public void The_first_row_answers_all_and_the_last_only_the_surest()
    {
        Assert.Equal((100, 64), (Half.Pictures, Half.Rows.Count));
        Assert.Equal((100, 50), (Half.Rows[0].Accepted, Half.Rows[0].Right));
        Assert.Equal((1, 1), (Half.Rows[^1].Accepted, Half.Rows[^1].Right));
    }

    [Fact]
    public void A_wish_is_met_by_the_lowest_threshold_whose_bound_allows_it()
    {
        AbstentionChoice choice = Half.For(0.7)!;
        Assert.True(choice.IsSure);
        Assert.True(choice.Accuracy.Value > 0.7); // a bound, not what happened to come out
        Assert.InRange(choice.Coverage, 0.45, 0.72);
        AbstentionChoice bold = Half.For(0.99)!; // 50 of 50 right do not prove 99 %
        Assert.False(bold.IsSure);
        Assert.Equal(1, bold.Accuracy.Value);
        Assert.InRange(bold.Threshold, 0.74f, 0.78f);
    }

    [Fact]
    public void A_wish_that_nothing_meets_is_refused_with_what_can_be_had()
    {
        // As sure when wrong as when right.
        AbstentionTable table = AbstentionTable.Of(new([.. Enumerable.Range(0, 40).SelectMany(i => new[] { Logit(0.6 + (0.009 * i)), 0f })], [.. Enumerable.Range(0, 40).Select(i => i % 2)]));
        Assert.Null(table.For(0.9));
        InferenceException error = Assert.Throws<InferenceException>(() => new ModelTrust(1, table, null).PolicyFor(0.9));
        Assert.Contains("no probability makes the answers right in 90 % of 40 validation pictures", error.Message);
        Assert.Contains("The most is ", error.Message);
        Assert.Contains("does not know how often it is right", Assert.Throws<InferenceException>(() => new ModelTrust(null, null, null).PolicyFor(0.9)).Message);
        Assert.Contains("above 0 and below 1", Assert.Throws<InferenceException>(() => new ModelTrust(1, table, null).PolicyFor(1)).Message);
    }

    [Fact]
    public void A_threshold_of_ones_own_tells_what_it_gave()
    {
        AbstentionChoice choice = Half.At(0.8f);
        Assert.Equal(0.8f, choice.Threshold);
        Assert.InRange(choice.Coverage, 0.38, 0.43);
        Assert.Equal(0, Half.At(0.9999999f).Coverage, 2);
    }

    [Fact]
    public void Its_text_reads_back_and_damage_is_named()
    {
        AbstentionTable back = AbstentionTable.Parse(Half.ToText());
        Assert.Equal(Half.Pictures, back.Pictures);
        Assert.Equal(Half.Rows, back.Rows);
        foreach (string bad in new[] { "", "x", "-5", "5;0.5,6,1", "5;0.5,3,4", "5;0.9,3,1;0.5,2,1", "5;2,1,1", "5;0.5,3", "5;NaN,3,1", "99999999999", "5;" + string.Join(';', Enumerable.Range(0, 200).Select(i => $"0.{i:000}1,{200 - i},1")) })
        {
            Exception error = Assert.ThrowsAny<Exception>(() => AbstentionTable.Parse(bad));
            Assert.True(error is FormatException or OverflowException, $"{bad}: {error}");
        }
    }

    private static float Logit(double probability) => (float)Math.Log(probability / (1 - probability));
}
