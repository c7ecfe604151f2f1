using System.Text.Json;
using Graft.Inference;

namespace Graft.Cli.Output;

/// <summary>A measurement as JSON. Scripts rely on the names; fractions are in [0, 1], the loss in nats.</summary>
internal static class ReportJson
{
    public static void Write(Utf8JsonWriter json, ClassificationReport report, ReportedCalibration calibration, string model, string data, string split)
    {
        json.WriteStartObject();
        json.WriteString("model", model);
        json.WriteString("data", data);
        json.WriteString("split", split);
        json.WriteNumber("count", report.Count);
        Write(json, "top1", report.Top1);
        Write(json, "top5", report.Top5);
        json.WriteNumber("macroF1", report.MacroF1);
        json.WriteNumber("loss", report.MeanLoss);
        json.WriteNumber("calibrationError", calibration.Error);
        json.WriteNumber("calibrationErrorFloor", calibration.Floor);
        if (calibration.Before is { } before)
        {
            json.WriteNumber("calibrationErrorBefore", before);
        }
        json.WriteStartArray("classes");
        foreach (ClassMeasure measure in report.Classes)
        {
            json.WriteStartObject();
            json.WriteString("label", measure.Label);
            json.WriteNumber("count", measure.Count);
            Write(json, "precision", measure.Precision);
            Write(json, "recall", measure.Recall);
            json.WriteNumber("f1", measure.F1);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("confusion");
        for (int row = 0; row < report.Classes.Count; row++)
        {
            // One line for each row, or the matrix of many classes would be as many lines as it has cells.
            json.WriteRawValue($"[{string.Join(", ", Enumerable.Range(0, report.Classes.Count).Select(column => report.Confusion[row, column]))}]");
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A share and the ends of its 95 % interval: top1, top1Low, top1High.</summary>
    private static void Write(Utf8JsonWriter json, string name, Proportion proportion)
    {
        json.WriteNumber(name, proportion.Value);
        json.WriteNumber($"{name}Low", proportion.Low);
        json.WriteNumber($"{name}High", proportion.High);
    }
}
