using System.Text.Json;

namespace Graft.Training.Tests;

/// <summary>Targets, against the cross-entropies that PyTorch computes (Fixtures/optimizers.py) and by hand.</summary>
public class TargetsTests
{
    [Theory]
    [InlineData("plain", 0, false)]
    [InlineData("smoothed", 0.1, false)]
    [InlineData("weighted", 0, true)]
    [InlineData("both", 0.1, true)]
    public void The_loss_is_PyTorchs(string name, double smoothing, bool weighted)
    {
        using JsonDocument fixture = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "cross_entropy.json")));
        JsonElement root = fixture.RootElement;
        int[] labels = [.. root.GetProperty("labels").EnumerateArray().Select(label => label.GetInt32())];
        double[] weights = [.. root.GetProperty("weights").EnumerateArray().Select(weight => weight.GetDouble())];
        double[][] logits = [.. root.GetProperty("logits").EnumerateArray().Select(row => row.EnumerateArray().Select(logit => logit.GetDouble()).ToArray())];
        float[] targets = Targets.Build(labels, [], [], 3, smoothing, weighted ? weights : null);
        double loss = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            double total = Math.Log(logits[i].Sum(Math.Exp));
            loss -= logits[i].Select((logit, label) => targets[(i * 3) + label] * (logit - total)).Sum();
        }
        Assert.Equal(root.GetProperty(name).GetDouble(), loss, 1e-6);
    }

    [Fact]
    public void A_mixed_picture_asks_for_both_classes()
    {
        float[] targets = Targets.Build([0, 1], [1, 0], [0.75f, 1], 2, 0, null);
        Assert.Equal([0.375f, 0.125f, 0, 0.5f], targets);
    }
}
