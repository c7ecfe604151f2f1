using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Graft.Inference.Cards;

/// <summary>What a model is, how good it is, and what it is not for.</summary>
internal static class CardSections
{
    private const int MostClasses = 40, Weakest = 8;

    public static void Write(StringBuilder text, CardFacts facts)
    {
        int classes = facts.Graph.Labels.Count;
        text.Append($"# {Markdown.Plain(facts.Name)}\n\nNames what a picture shows, as one of {(classes > 0 ? classes.ToString(CultureInfo.InvariantCulture) : "its")} classes. "
            + $"The network is {Markdown.Plain(facts.Facts?.Started?.Model ?? facts.Graph.Name)}, in an ONNX file with {facts.Numbers} weights. {facts.Conversion}\n\n");
        if (classes > 0)
        {
            text.Append($"**Classes:** {string.Join(", ", facts.Graph.Labels.Take(MostClasses).Select(Markdown.Plain))}{(classes > MostClasses ? $" and {classes - MostClasses} more; all are in the file's metadata `graft.labels`" : "")}.\n\n");
        }
        WriteAccuracy(text, facts);
        ParitySection.Write(text, facts.Parity);
        WriteUse(text, facts);
        WriteMaking(text, facts);
    }

    private static void WriteAccuracy(StringBuilder text, CardFacts facts)
    {
        text.Append("## How good it is\n\n");
        if (facts.Measured is not { Pictures.Count: > 0 } measured)
        {
            text.Append("Not measured: no held-out pictures were at hand when this card was written. `graft evaluate` measures it.\n\n");
            return;
        }
        ClassificationReport report = measured.Report();
        CalibrationError error = CalibrationError.Of(measured.Labelled());
        text.Append(CultureInfo.InvariantCulture, $"On {report.Count} {(measured.Origin.Split == "val" ? "validation" : measured.Origin.Split)} pictures that training did not learn from{(measured.Origin.Split == "val" ? " (but chose by)" : "")}; in brackets the 95 % interval.\n\n");
        text.Table(["measure", "value"],
        [
            ["top-1", $"{report.Top1}"],
            .. classesAbove(5) ? [["top-5", $"{report.Top5}"]] : Array.Empty<string[]>(),
            ["macro F1", Amounts.Percent(report.MacroF1)],
            ["mean loss", Number(report.MeanLoss, "0.000") + " nats"],
            ["calibration error", $"{Number(error.Value, "0.000")} (the mean gap between probability and accuracy, 15 bins)"],
        ]);
        ClassMeasure[] weak = [.. report.Classes.Where(measure => measure.Count > 0).OrderBy(measure => measure.Recall.Value).Take(Math.Min(Weakest, Math.Max(1, report.Classes.Count / 2)))];
        text.Append("Where it is weakest:\n\n");
        text.Table(["class", "pictures", "recognised", "most often taken for"], weak.Select(measure => new[]
        {
            Markdown.Plain(measure.Label), measure.Count.ToString(CultureInfo.InvariantCulture), $"{measure.Recall}",
            report.Confusions().FirstOrDefault(pair => pair.Actual == measure) is { Count: > 0 } pair ? $"{Markdown.Plain(pair.Predicted.Label)} ({pair.Count})" : "",
        }));

        bool classesAbove(int count) => report.Classes.Count > count;
    }

    private static void WriteUse(StringBuilder text, CardFacts facts)
    {
        string pictures = facts.Facts?.Started is { } started ? $"{started.TrainingImages} pictures" : "pictures";
        text.Append("## What it is for, and what not\n\n"
            + $"It was trained on {pictures} of these classes and is meant for pictures like them. It answers with one of its classes whatever it is shown: a picture of something else gets a wrong name, perhaps with a high probability"
            + $"{(facts.Graph.Provenance.ContainsKey(ModelTrust.AbstentionKey) ? "; `graft predict --abstain` refuses where it is unsure" : "")}. Other cameras, light, angles or countries than those of the training pictures were not tested unless the measured pictures show them. "
            + "It was not tested for fairness between groups of people, and must not decide alone where a mistake harms someone.\n\n");
    }

    private static void WriteMaking(StringBuilder text, CardFacts facts)
    {
        text.Append("## How it was made\n\n");
        List<string[]> rows = [];
        if (facts.Opened is { } run && facts.Facts is { } known)
        {
            rows.Add(["recipe", string.Join("; ", known.Recipe.Describe().Split('\n').Select(Markdown.Plain))]);
            Add("command", run.Info.Command.Length > 0 ? Markdown.Code(run.Info.Command) : null);
            Add("pictures, fingerprint", run.Info.DataFingerprint is { } data ? Markdown.Code(data) : null);
            Add("recipe, SHA-256", Markdown.Code(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(known.Recipe.ToJson())))));
            Add("pretrained weights", known.Load is { } load ? Markdown.Code(Path.GetFileName(load.File)) : null);
            Add("pretrained weights, SHA-256", run.Info.WeightsHash is { } hash ? Markdown.Code(hash) : null);
            Add("licence of the pretrained weights", known.Load is null ? null : facts.Pretrained is { } weights ? weights.Licence is { } licence ? $"{Markdown.Plain(licence)} ({weights.Publisher}, {weights.Id})" : $"not stated by {weights.Publisher} ({weights.Id})" : "not known to Graft: ask whoever gave you the file");
            Add("trained", run.Info.Started.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            Add("with", string.Join(", ", run.Info.Versions.Where(pair => pair.Key != "system").Select(pair => $"{pair.Key} {Markdown.Plain(pair.Value)}")));
        }
        Add("temperature of the logits", facts.Graph.Provenance.GetValueOrDefault(ModelTrust.TemperatureKey) is { } text2 && double.TryParse(text2, CultureInfo.InvariantCulture, out double temperature) ? $"{Number(temperature, "0.###")}, already in the weights" : null);
        Add("file, SHA-256", File.Exists(facts.File) ? Markdown.Code(OutcomeOrigin.HashOf(facts.File)) : null);
        text.Table(["", ""], rows);
        if (facts.Opened is null)
        {
            text.Append("The run that trained it is not at hand, so how it was trained is not told here.\n\n");
        }

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                rows.Add([name, value]);
            }
        }
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
