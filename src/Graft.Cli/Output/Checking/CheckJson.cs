using System.Text.Json;
using Graft.Imaging;

namespace Graft.Cli.Output;

/// <summary>What was found in a data set, as JSON. Scripts rely on the names.</summary>
internal static class CheckJson
{
    public static void Write(Utf8JsonWriter json, DatasetFindings found, TimeSpan taken)
    {
        json.WriteStartObject();
        json.WriteString("data", found.Path);
        json.WriteString("layout", found.Layout);
        json.WriteNumber("classes", found.Classes.Count);
        json.WriteNumber("pictures", found.Pictures.Count);
        foreach (Split split in new[] { Split.Train, Split.Validation, Split.Test })
        {
            json.WriteNumber(split.ToString().ToLowerInvariant(), found.Total(split));
        }
        json.WriteNumber("seconds", Math.Round(taken.TotalSeconds, 3));
        foreach (Severity severity in new[] { Severity.Error, Severity.Warning, Severity.Note })
        {
            json.WriteNumber($"{CheckText.Word(severity)}s", found.Findings.Count(finding => finding.Severity == severity));
        }
        json.WriteStartObject("kinds");
        foreach (IGrouping<FindingKind, Finding> kind in found.Findings.GroupBy(finding => finding.Kind))
        {
            json.WriteNumber(FindingText.Of(kind.Key).Word, kind.Count());
        }
        json.WriteEndObject();
        json.WriteStartArray("findings");
        foreach (Finding finding in found.Findings)
        {
            json.WriteStartObject();
            json.WriteString("kind", FindingText.Of(finding.Kind).Word);
            json.WriteString("severity", CheckText.Word(finding.Severity));
            json.WriteString("file", finding.File);
            json.WriteString("place", finding.Place);
            json.WriteString("detail", finding.Detail);
            json.WriteString("other", finding.Other);
            if (finding.Score is { } score)
            {
                json.WriteNumber("score", Math.Round(score, 4));
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
