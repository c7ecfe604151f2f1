using System.CommandLine;
using Graft.Cli.CommandLine;
using Graft.Cli.Output;
using Graft.Imaging;
using Graft.Inference;
using Graft.Runs;

namespace Graft.Cli.Commands;

/// <summary><c>graft evaluate</c>: how good a model is on labelled pictures.</summary>
internal static class EvaluateCommand
{
    private static readonly Argument<string> Model = new("MODEL") { HelpName = "RUN|MODEL.onnx", Description = "The folder of a run, or any ONNX image network" };
    private static readonly Option<string?> Data = new("--data") { HelpName = "DIR|FILE.csv", Description = "Labelled pictures; by default those that the run was trained on" };
    private static readonly Option<string> Split = new("--split") { HelpName = "train|val|test", Description = "Which pictures of the data set; by default test", DefaultValueFactory = _ => "test" };
    private static readonly Option<string?> Json = new("--json") { HelpName = "FILE|-", Description = "Write the result as JSON to a file, or with - to standard output in place of the tables" };
    private static readonly Option<int> Batch = new("--batch") { HelpName = "N", Description = "Pictures that go through the network at once; by default 16", DefaultValueFactory = _ => 16 };

    private static readonly Option<bool> Again = new("--again") { Description = "Measure anew what the run's folder keeps from an earlier time" };

    public static Command Create()
    {
        GraftCommand command = new("evaluate", "Measure a model on labelled pictures; top-1, top-5 and F1, each class, what is taken for what.")
        {
            Usage = ["evaluate RUN|MODEL.onnx [--data DIR|FILE.csv] [--split train|val|test] [--json FILE|-] [options]"],
            Examples =
            [
                ("graft evaluate runs/flowers", "the result of a run, on the test pictures of its data set"),
                ("graft evaluate model.onnx --data photos --split val --json report.json", "a model file on other pictures, with a report for scripts"),
            ],
            Notes = ["The JSON object has top1, top1Low, top1High, top5, macroF1, loss, calibrationError (15 bins; calibrationErrorFloor is what exactly right probabilities would show on as many pictures, calibrationErrorBefore the error without the model's temperature), count, classes and confusion (rows: what is shown, columns: what it was taken for). Fractions are in 0 … 1; Low and High are the ends of the 95 % interval (Wilson)."],
        };
        command.Add(Model);
        foreach (Option option in new Option[] { Data, Split, Json, Batch, Again }.Concat(ModelOptions.All))
        {
            command.Add(option);
        }
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string path = parsed.GetRequiredValue(Model), splitName = parsed.GetRequiredValue(Split);
        Split split = SplitNames.Find(splitName) ?? throw new MisuseException($"--split {splitName}: the splits are train, val and test.");
        int batch = parsed.GetRequiredValue(Batch);
        if (batch < 1)
        {
            throw new MisuseException($"--batch {batch}: at least one picture goes through the network at once.");
        }
        ImageDataset data = OpenData(path, parsed.GetValue(Data));
        using ImageClassifier model = ModelOptions.Open(parsed, path);
        PictureOutcomes outcomes = Measure(path, model, data, split, new EvaluatorOptions { Batch = batch }, parsed.GetValue(Again));
        foreach (MissedPicture missed in outcomes.Missed)
        {
            Console.Error.WriteLine($"left out: {missed.Key}: {missed.Fact}");
        }
        ClassificationReport report = outcomes.Report();
        ReportedCalibration calibration = ReportedCalibration.Of(outcomes, model.Trust.Temperature);
        string? json = parsed.GetValue(Json);
        if (json is not null)
        {
            ResultFile.WriteJson(json, writer => ReportJson.Write(writer, report, calibration, path, data.Path, SplitNames.Of(split)));
        }
        if (json != ResultFile.StandardOutput)
        {
            ReportText.Write(report, calibration, Console.Out);
        }
        return GraftProgram.Done;
    }

    /// <summary>What the run keeps of an earlier measurement of the same model on the same pictures, or a new one; a run keeps it for the next time if the pictures are its own.</summary>
    private static PictureOutcomes Measure(string path, ImageClassifier model, ImageDataset data, Split split, EvaluatorOptions options, bool again)
    {
        bool isRun = Directory.Exists(path);
        if (isRun && !again && KeptOutcomes.Find(path, model, data, split) is { } kept)
        {
            Console.Error.WriteLine($"note: as measured on {kept.Origin.At.LocalDateTime:yyyy-MM-dd HH:mm}; neither the model nor the pictures have changed since. (--again measures anew.)");
            return kept;
        }
        using Meter meter = new("measuring", data.Items(split).Count);
        PictureOutcomes outcomes = KeptOutcomes.MeasureAnew(ImageClassifier.FileOf(path), model, data, split, options, meter.Report);
        if (isRun && RunDirectory.Open(path).Info.DataFingerprint == data.Fingerprint)
        {
            KeptOutcomes.Keep(path, split, outcomes);
        }
        return outcomes;
    }

    /// <summary>The data set asked for, or the one that the run was trained on; split as the run split it.</summary>
    internal static ImageDataset OpenData(string model, string? asked)
    {
        RunDirectory? run = Directory.Exists(model) ? RunDirectory.Open(model) : null;
        string path = asked ?? run?.Info.Data ?? throw new MisuseException("--data is needed: name the folder or CSV file of labelled pictures. (For the folder of a run, its own data set is the default.)");
        ImageDataset data = ImageDataset.Open(path, run is null ? null : DatasetOptions.Of(run.Recipe));
        foreach (string warning in data.Warnings)
        {
            Console.Error.WriteLine($"note: {warning}");
        }
        return data;
    }
}
