using System.Text.Json;
using Graft.Inference;
using Graft.Inference.Comparison;

namespace Graft.Cli.Output;

/// <summary>A comparison as JSON. Scripts rely on the names; fractions and differences are in [−1, 1], losses in nats.</summary>
internal static class ComparisonJson
{
    public static void Write(Utf8JsonWriter json, RunComparison comparison, IReadOnlyList<ComparedModel> models)
    {
        json.WriteStartObject();
        json.WriteString("verdict", comparison.Verdict());
        json.WriteString("best", comparison.Names[comparison.Best]);
        json.WriteBoolean("bestIsReal", comparison.Winner is not null);
        json.WriteString("split", models[0].Outcomes.Origin.Split);
        json.WriteNumber("count", comparison.Common.Count);
        json.WriteNumber("passedOver", comparison.Common.PassedOver);
        json.WriteStartArray("models");
        foreach ((int run, ComparedModel model) in models.Index())
        {
            Write(json, comparison.Reports[run], model);
        }
        json.WriteEndArray();
        json.WriteStartArray("pairs");
        foreach (PairedComparison pair in comparison.Pairs)
        {
            Write(json, comparison, pair);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ClassificationReport report, ComparedModel model)
    {
        json.WriteStartObject();
        json.WriteString("name", model.Name);
        json.WriteString("path", model.Path);
        json.WriteNumber("top1", report.Top1.Value);
        json.WriteNumber("top1Low", report.Top1.Low);
        json.WriteNumber("top1High", report.Top1.High);
        json.WriteNumber("top5", report.Top5.Value);
        json.WriteNumber("macroF1", report.MacroF1);
        json.WriteNumber("loss", report.MeanLoss);
        if (model.TrainingSeconds is { } seconds)
        {
            json.WriteNumber("trainingSeconds", seconds);
        }
        json.WriteNumber("bytes", model.Bytes);
        if (model.PicturesPerSecond is { } speed)
        {
            json.WriteNumber("picturesPerSecond", speed);
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RunComparison comparison, PairedComparison pair)
    {
        json.WriteStartObject();
        json.WriteString("first", comparison.Names[pair.First]);
        json.WriteString("second", comparison.Names[pair.Second]);
        json.WriteNumber("onlyFirst", pair.OnlyFirst);
        json.WriteNumber("onlySecond", pair.OnlySecond);
        json.WriteNumber("difference", pair.Difference);
        json.WriteNumber("low", pair.Low);
        json.WriteNumber("high", pair.High);
        json.WriteNumber("p", pair.Probability);
        json.WriteNumber("adjusted", pair.Adjusted);
        json.WriteBoolean("isReal", pair.IsReal);
        json.WriteNumber("lossDifference", pair.Loss.Difference);
        json.WriteNumber("lossLow", pair.Loss.Low);
        json.WriteNumber("lossHigh", pair.Loss.High);
        json.WriteStartArray("classes");
        foreach (ClassChange change in pair.Classes)
        {
            json.WriteStartObject();
            json.WriteString("label", change.Label);
            json.WriteNumber("count", change.Count);
            json.WriteNumber("rightFirst", change.RightFirst);
            json.WriteNumber("rightSecond", change.RightSecond);
            json.WriteNumber("onlyFirst", change.OnlyFirst);
            json.WriteNumber("onlySecond", change.OnlySecond);
            json.WriteNumber("adjusted", change.Adjusted);
            json.WriteBoolean("isReal", change.IsReal);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
