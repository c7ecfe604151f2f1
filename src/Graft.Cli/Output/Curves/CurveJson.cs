using System.Text.Json;
using Graft.Training.Curves;

namespace Graft.Cli.Output.Curves;

/// <summary>Curves as JSON. Scripts rely on the names; shares and differences of them are in [−1, 1].</summary>
internal static class CurveJson
{
    public static void Write(Utf8JsonWriter json, LearningCurveSet set)
    {
        json.WriteStartObject();
        json.WriteStartArray("advice");
        foreach (string sentence in CurveAdvice.Of(set))
        {
            json.WriteStringValue(sentence);
        }
        json.WriteEndArray();
        json.WriteString("best", set.Curves[set.Best].Name);
        json.WriteString("split", set.Split);
        json.WriteNumber("count", set.Measured);
        json.WriteNumber("classes", set.Classes);
        json.WriteStartArray("models");
        foreach (LearningCurve curve in set.Curves)
        {
            Write(json, curve);
        }
        json.WriteEndArray();
        json.WriteStartArray("differences");
        foreach (CurveDifference difference in set.Differences)
        {
            json.WriteStartObject();
            json.WriteString("better", set.Curves[difference.Better].Name);
            json.WriteString("other", set.Curves[difference.Other].Name);
            Write(json, "difference", difference.Difference);
            Write(json, "timesThePictures", difference.Factor);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, LearningCurve curve)
    {
        json.WriteStartObject();
        json.WriteString("name", curve.Name);
        json.WriteStartArray("points");
        foreach (CurvePoint point in curve.Points)
        {
            json.WriteStartObject();
            json.WriteString("shots", point.Step.Name);
            json.WriteNumber("perClass", point.Step.PerClass);
            json.WriteNumber("pictures", point.Step.Pictures);
            Write(json, "top1", point.Accuracy);
            json.WriteStartArray("draws");
            foreach (double draw in point.Each)
            {
                json.WriteNumberValue(draw);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (curve.Law is { } law)
        {
            json.WriteStartObject("law");
            json.WriteNumber("floor", law.Floor);
            json.WriteNumber("factor", law.Factor);
            json.WriteNumber("exponent", law.Exponent);
            json.WriteEndObject();
        }
        Write(json, "doubling", curve.Doubling);
        if (curve.Foretold is { } foretold)
        {
            json.WriteNumber("lastForetold", foretold);
        }
        json.WriteEndObject();
    }

    /// <summary>A value with its interval; an end that is beyond all numbers is null, and what is not known is left out.</summary>
    private static void Write(Utf8JsonWriter json, string name, Estimate? estimate)
    {
        if (estimate is not { } known)
        {
            return;
        }
        foreach ((string end, double value) in new[] { ("", known.Value), ("Low", known.Low), ("High", known.High) })
        {
            if (double.IsFinite(value))
            {
                json.WriteNumber(name + end, value);
            }
            else
            {
                json.WriteNull(name + end);
            }
        }
    }
}
