namespace Graft.Inference.Tests;

public class ClassificationTallyTests
{
    /// <summary>Eight pictures of four classes. Expected numbers: precision_recall_fscore_support and confusion_matrix of scikit-learn by their definitions, done by hand in the comments.</summary>
    private static readonly int[] Actual = [0, 0, 0, 1, 1, 2, 2, 2];
    private static readonly int[] Predicted = [0, 1, 0, 1, 1, 2, 0, 3];

    [Fact]
    public void Measures_agree_with_a_hand_calculation()
    {
        ClassificationTally tally = new(["a", "b", "c", "d"]);
        foreach ((int actual, int predicted) in Actual.Zip(Predicted))
        {
            float[] logits = [0, 0, 0, 0];
            logits[predicted] = 2;
            tally.Add(logits, [actual]);
        }
        ClassificationReport report = tally.Report();
        Assert.Equal(8, report.Count);
        Assert.Equal(5 / 8.0, report.Top1.Value);
        Assert.Equal(new[,] { { 2, 1, 0, 0 }, { 0, 2, 0, 0 }, { 1, 0, 1, 1 }, { 0, 0, 0, 0 } }, report.Confusion);
        // a: precision 2/3, recall 2/3; b: 2/3, 1; c: 1, 1/3; d: taken once, never shown.
        Assert.Equal([2 / 3.0, 2 / 3.0, 1, 0], report.Classes.Select(measure => measure.Precision.Value));
        Assert.Equal([2 / 3.0, 1, 1 / 3.0, 0], report.Classes.Select(measure => measure.Recall.Value));
        Assert.Equal([3, 2, 3, 0], report.Classes.Select(measure => measure.Count));
        double[] f1 = [2 / 3.0, 0.8, 0.5, 0];
        Assert.All(f1.Zip(report.Classes), pair => Assert.Equal(pair.First, pair.Second.F1, 12));
        Assert.Equal(f1.Average(), report.MacroF1, 12);
        // The loss of a picture is ln(e² + 3) − 2 where right and ln(e² + 3) where wrong.
        Assert.Equal(Math.Log(Math.Exp(2) + 3) - (2 * 5 / 8.0), report.MeanLoss, 12);
        Assert.Equal(["a→b 1", "c→a 1", "c→d 1"], report.Confusions().Select(pair => $"{pair.Actual.Label}→{pair.Predicted.Label} {pair.Count}"));
    }

    [Fact]
    public void A_class_that_never_occurs_does_not_lower_the_macro_average()
    {
        ClassificationTally tally = new(["a", "b", "never"]);
        tally.Add([1, 0, 0, 0, 1, 0], [0, 1]);
        Assert.Equal(1, tally.Report().MacroF1);
    }

    [Theory]
    [InlineData(new[] { 9f, 8, 7, 6, 5, 4 }, 4, true)]
    [InlineData(new[] { 9f, 8, 7, 6, 5, 4 }, 5, false)]
    [InlineData(new[] { 0f, 0, 0, 0, 0, 0 }, 4, true)]
    [InlineData(new[] { 0f, 0, 0, 0, 0, 0 }, 5, false)]
    public void The_top_five_are_the_five_largest_and_of_equals_the_first(float[] logits, int actual, bool among)
    {
        ClassificationTally tally = new(["0", "1", "2", "3", "4", "5"]);
        tally.Add(logits, [actual]);
        Assert.Equal(among ? 1 : 0, tally.Report().Top5.Value);
        Assert.Equal(1, tally.Report().Confusion[actual, 0]);
    }

    [Fact]
    public void The_loss_of_huge_logits_is_finite()
    {
        ClassificationTally tally = new(["a", "b"]);
        tally.Add([1e30f, -1e30f], [1]);
        Assert.Equal(2e30, tally.Report().MeanLoss, 1e24);
    }

    [Fact]
    public void What_cannot_be_counted_is_named()
    {
        ClassificationTally tally = new(["a", "b"]);
        tally.Add([0, 1], [1]);
        Assert.StartsWith("the model's output for picture 2 is not a number", Assert.Throws<EvaluationException>(() => tally.Add([float.NaN, 1], [1])).Message);
        Assert.StartsWith("the model's output for picture 2 is infinite", Assert.Throws<EvaluationException>(() => tally.Add([0, float.NegativeInfinity], [1])).Message);
        Assert.Equal("picture 2 has class 2, but the model has classes 0 to 1", Assert.Throws<EvaluationException>(() => tally.Add([0, 1], [2])).Message);
        Assert.Throws<ArgumentException>(() => tally.Add([0, 1, 2], [1]));
        Assert.Equal(1, tally.Report().Count);
    }

    [Fact]
    public void An_empty_report_has_no_invented_accuracy()
    {
        ClassificationReport report = new ClassificationTally(["a", "b"]).Report();
        Assert.Equal((0, new Proportion(0, 0, 1), 0.0), (report.Count, report.Top1, report.MacroF1));
    }
}
