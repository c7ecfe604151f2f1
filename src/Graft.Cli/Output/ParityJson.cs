using System.Text.Json;
using Graft.Inference.Exporting;

namespace Graft.Cli.Output;

/// <summary>How an exported file compares with its model, as JSON. Scripts rely on the names; fractions are in [0, 1], losses in nats.</summary>
internal static class ParityJson
{
    public static void Write(Utf8JsonWriter json, ParityReport report, string original, string exported)
    {
        json.WriteStartObject();
        json.WriteString("model", original);
        json.WriteString("file", exported);
        json.WriteNumber("modelBytes", report.Bytes.Original);
        json.WriteNumber("fileBytes", report.Bytes.Exported);
        json.WriteStartArray("speeds");
        foreach (ExportSpeed speed in report.Speeds)
        {
            json.WriteStartObject();
            json.WriteNumber("batch", speed.Batch);
            json.WriteNumber("modelPerSecond", speed.Original);
            json.WriteNumber("filePerSecond", speed.Exported);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (report.Outcomes is { } outcomes)
        {
            json.WriteString("split", outcomes.Split);
            json.WriteNumber("pictures", outcomes.Pictures);
            json.WriteNumber("agreement", outcomes.Agreement.Value);
            json.WriteNumber("modelTop1", outcomes.OriginalTop1.Value);
            json.WriteNumber("fileTop1", outcomes.ExportedTop1.Value);
            json.WriteNumber("change", outcomes.Change.Difference);
            json.WriteNumber("changeLow", outcomes.Change.Low);
            json.WriteNumber("changeHigh", outcomes.Change.High);
            json.WriteNumber("chance", outcomes.Chance);
            json.WriteNumber("modelLoss", outcomes.Loss.Original);
            json.WriteNumber("fileLoss", outcomes.Loss.Exported);
            json.WriteNumber("largestProbability", outcomes.LargestProbability);
            if (outcomes.LargestLogit is { } logit)
            {
                json.WriteNumber("largestLogit", logit);
            }
        }
        else if (report.Missing is { } missing)
        {
            json.WriteString("missing", missing);
        }
        json.WriteEndObject();
    }
}
