using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Graft.Cli.CommandLine;
using Graft.Cli.Output;
using Graft.Inference;

namespace Graft.Cli.Commands;

/// <summary><c>graft predict</c>: what pictures show.</summary>
internal static class PredictCommand
{
    private static readonly Argument<string> Model = new("MODEL") { HelpName = "RUN|MODEL.onnx", Description = "The folder of a run, or any ONNX image network" };
    private static readonly Argument<string[]> Photos = new("PATH") { HelpName = "PATH…", Description = "Picture files, and folders of them", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<int> Top = new("--top") { HelpName = "K", Description = "Answers for each picture, likeliest first; by default 5", DefaultValueFactory = _ => 5 };
    private static readonly Option<string?> Json = new("--json") { HelpName = "FILE|-", Description = "Write the answers as JSON to a file, or with - to standard output in place of the text" };
    private static readonly Option<string?> Csv = new("--csv") { HelpName = "FILE|-", Description = "Write the answers as CSV: path, rank, label, probability" };

    // For so few, a large network is run sooner than it is prepared.
    private const int Handful = 4;

    public static Command Create()
    {
        GraftCommand command = new("predict", "Name what pictures show; the likeliest classes of each, with their probabilities.")
        {
            Usage = ["predict RUN|MODEL.onnx PATH… [--top K] [--json FILE|-] [--csv FILE|-] [options]"],
            Examples =
            [
                ("graft predict runs/flowers photo.jpg", "the five likeliest classes of one photo"),
                ("graft predict model.onnx holiday/ --top 1 --csv names.csv", "the likeliest class of every picture in a folder, as a table"),
            ],
            Notes = ["A picture that cannot be read is named on standard error, and the exit status is 1; the others are answered all the same."],
        };
        command.Add(Model);
        command.Add(Photos);
        foreach (Option option in new Option[] { Top, Json, Csv }.Concat(ModelOptions.All))
        {
            command.Add(option);
        }
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        (string? json, string? csv, int top) = (parsed.GetValue(Json), parsed.GetValue(Csv), parsed.GetRequiredValue(Top));
        if (json == ResultFile.StandardOutput && csv == ResultFile.StandardOutput)
        {
            throw new MisuseException("--json - and --csv - cannot both go to standard output; name a file for one of them.");
        }
        if (top < 1)
        {
            throw new MisuseException($"--top {top}: at least one answer is needed.");
        }
        IReadOnlyList<string> photos = PhotoPaths.Expand(parsed.GetRequiredValue(Photos));
        using Predictor predictor = Predictor.Of(ModelOptions.Open(parsed, parsed.GetRequiredValue(Model), prepares: photos.Count > Handful));
        List<PhotoPredictions> answers = [];
        bool text = json != ResultFile.StandardOutput && csv != ResultFile.StandardOutput;
        int faults = 0;
        foreach (PhotoPredictions answer in predictor.PredictAll(photos, top))
        {
            if (answer.Fault is { } fault)
            {
                faults++;
                Console.Error.WriteLine($"graft: {fault}");
                continue;
            }
            if (text)
            {
                Write(answer);
            }
            answers.Add(answer);
        }
        if (json is not null)
        {
            ResultFile.WriteJson(json, writer => Write(writer, answers));
        }
        if (csv is not null)
        {
            ResultFile.WriteCsv(csv, [["path", "rank", "label", "probability"], .. answers.SelectMany(answer => answer.Predictions.Select((prediction, rank) =>
                (string[])[answer.Path, $"{rank + 1}", prediction.Label, Number(prediction.Probability)]))]);
        }
        return faults > 0 ? GraftProgram.Failed : GraftProgram.Done;
    }

    private static void Write(PhotoPredictions answer)
    {
        Console.Out.WriteLine(answer.Path);
        foreach (Prediction prediction in answer.Predictions)
        {
            Console.Out.WriteLine($"  {Amounts.Percent(prediction.Probability),7}  {prediction.Label}");
        }
    }

    private static void Write(Utf8JsonWriter json, IEnumerable<PhotoPredictions> answers)
    {
        json.WriteStartArray();
        foreach (PhotoPredictions answer in answers)
        {
            json.WriteStartObject();
            json.WriteString("path", answer.Path);
            json.WriteStartArray("predictions");
            foreach (Prediction prediction in answer.Predictions)
            {
                json.WriteStartObject();
                json.WriteString("label", prediction.Label);
                json.WriteNumber("probability", prediction.Probability);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static string Number(float probability) => probability.ToString("0.######", CultureInfo.InvariantCulture);
}
