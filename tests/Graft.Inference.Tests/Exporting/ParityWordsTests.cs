using Graft.Inference.Cards;
using Graft.Inference.Exporting;

namespace Graft.Inference.Tests.Exporting;

/// <summary>What a comparison says, in the terminal and in the card alike.</summary>
public class ParityWordsTests
{
    private static readonly ParityReport Compared = new()
    {
        Bytes = (9_140_000, 2_590_000),
        Speeds = [new(1, 372, 778), new(16, 405, 981)],
        Outcomes = new()
        {
            Split = "val",
            Pictures = 500,
            Agreement = Proportion.Of(488, 500),
            OriginalTop1 = Proportion.Of(392, 500),
            ExportedTop1 = Proportion.Of(387, 500),
            Change = (-0.01, -0.02, -0.002),
            Chance = 0.0625,
            Loss = (0.6077, 0.6119),
            LargestProbability = 0.25,
            LargestLogit = 1.5,
            Exported = MadeOutcomes.Of(["a"], ("1", 0, 0, 1)),
        },
    };

    [Fact]
    public void Rows_give_both_and_how_many_times_as_fast_the_file_is()
    {
        Assert.Equal(
        [
            ("top-1", "78.4 % (74.6–81.8)", "77.4 % (73.5–80.8)"),
            ("mean loss", "0.6077", "0.6119"),
            ("size", "9.14 MB", "2.59 MB"),
            ("pictures a second, one at a time", "372", "778 (2.09 ×)"),
            ("pictures a second, 16 at a time", "405", "981 (2.42 ×)"),
        ], Compared.Rows());
        Assert.Equal(["size"], (Compared with { Outcomes = null, Speeds = [] }).Rows().Select(row => row.What));
    }

    [Fact]
    public void Sentences_say_what_the_difference_is_worth_or_why_it_is_not_known()
    {
        Assert.Equal(
        [
            "On 500 validation pictures both give 97.6 % (95.9–98.6) the same name.",
            "Top-1 changes by −1.0 percentage points (95 % interval −2.0 to −0.2, paired; McNemar's p = 0.063).",
            "The largest difference of a probability is 0.25, of a logit 1.5.",
        ], Compared.Sentences());
        Assert.EndsWith("is 0.25.", (Compared with { Outcomes = Compared.Outcomes! with { LargestLogit = null } }).Sentences().Last());
        Assert.Equal(["Accuracy was not compared: '<my> *photos*' is gone."], (Compared with { Outcomes = null, Missing = "'<my> *photos*' is gone." }).Sentences());
    }

    [Fact]
    public void The_card_has_the_same_words_and_takes_no_reason_for_markup()
    {
        string card = Text(Compared);
        Assert.All(Compared.Rows(), row => Assert.Contains($"| {row.What} | {row.Model} | {row.File} |\n", card));
        Assert.Contains(string.Join(' ', Compared.Sentences()) + "\n\n", card);
        Assert.Contains("'&lt;my&gt; \\*photos\\*' is gone.", Text(Compared with { Outcomes = null, Missing = "'<my> *photos*' is gone." }));
    }

    private static string Text(ParityReport report) => ModelCard.Text(new() { File = "colours.onnx", Graph = ColouredPictures.Network("a", "b", "c"), Parity = report });
}
