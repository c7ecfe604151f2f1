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

    private static readonly Option<double?> Abstain = new("--abstain") { HelpName = "ACCURACY", Description = "Answer only where answers are right this often, such as 0.95, by the model's own validation pictures; refuse strange pictures" };
    private static readonly Option<double?> AbstainBelow = new("--abstain-below") { HelpName = "P", Description = "Answer only from this probability on, such as 0.8; refuse strange pictures" };

    // For so few, a large network is run sooner than it is prepared.
    private const int Handful = 4;

    public static Command Create()
    {
        GraftCommand command = new("predict", "Name what pictures show; the likeliest classes of each, with their probabilities.")
        {
            Usage = ["predict RUN|MODEL.onnx PATH… [--top K] [--json FILE|-] [--csv FILE|-] [--abstain ACCURACY] [options]"],
            Examples =
            [
                ("graft predict runs/flowers photo.jpg", "the five likeliest classes of one photo"),
                ("graft predict model.onnx holiday/ --top 1 --csv names.csv", "the likeliest class of every picture in a folder, as a table"),
                ("graft predict runs/flowers inbox/ --abstain 0.95", "refuse what would be wrong too often, so that 19 in 20 answers are right"),
            ],
            Notes = [
                "Models trained by Graft know from which probability on they were right how often on their validation pictures, and what pictures unlike those of the training look like (docs/trust.md). A refused picture shows why, and the best guesses in brackets; the exit status stays 0. Strange pictures are named as such in any case, one ordinary picture in twenty among them.",
                "A picture that cannot be read is named on standard error, and the exit status is 1; the others are answered all the same.",
            ],
        };
        command.Add(Model);
        command.Add(Photos);
        foreach (Option option in new Option[] { Top, Json, Csv, Abstain, AbstainBelow }.Concat(ModelOptions.All))
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
        AnswerPolicy? policy = PolicyOf(parsed, predictor.Model.Trust);
        List<PhotoPredictions> answers = [];
        bool text = json != ResultFile.StandardOutput && csv != ResultFile.StandardOutput;
        int faults = 0;
        foreach (PhotoPredictions answer in predictor.PredictAll(photos, top, policy))
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
            string[] refusal = policy is null ? [] : ["refusal"];
            ResultFile.WriteCsv(csv, [["path", "rank", "label", "probability", .. refusal], .. answers.SelectMany(answer => answer.Predictions.Select((prediction, rank) =>
                (string[])[answer.Path, $"{rank + 1}", prediction.Label, Number(prediction.Probability), .. refusal.Select(_ => answer.Refusal ?? "")]))]);
        }
        return faults > 0 ? GraftProgram.Failed : GraftProgram.Done;
    }

    /// <summary>When to answer, as the command line says; null for always.</summary>
    private static AnswerPolicy? PolicyOf(ParseResult parsed, ModelTrust trust)
    {
        (double? wish, double? least) = (parsed.GetValue(Abstain), parsed.GetValue(AbstainBelow));
        if (wish is null && least is null)
        {
            return null;
        }
        if (wish is not null && least is not null)
        {
            throw new MisuseException("--abstain and --abstain-below both set the probability from which on pictures are answered; give one of them.");
        }
        if ((wish ?? least) is not (> 0 and < 1))
        {
            throw new MisuseException(wish is not null ? "--abstain takes the wished share of right answers, above 0 and below 1, such as 0.95." : "--abstain-below takes a probability above 0 and below 1, such as 0.8.");
        }
        AnswerPolicy policy = wish is { } accuracy ? trust.PolicyFor(accuracy) : new() { LeastProbability = (float)least!, MostUnfamiliar = trust.Distribution is null ? null : OutOfDistribution.UsualLimit };
        if ((wish is { } asked ? trust.ChoiceFor(asked) : trust.Abstention?.At(policy.LeastProbability)) is { } choice && trust.Abstention is { } table)
        {
            string doubt = wish is not null && !choice.IsSure ? ". These are too few to promise it for other pictures" : "";
            Console.Error.WriteLine($"note: answering from a probability of {Amounts.Percent(choice.Threshold)} on; of {table.Pictures} validation pictures that answered {Amounts.Percent(choice.Coverage)}, of them right {choice.Accuracy}{doubt}.");
        }
        return policy;
    }

    private static void Write(PhotoPredictions answer)
    {
        Console.Out.WriteLine(answer.Path);
        if (answer.Refusal is { } refusal)
        {
            Console.Out.WriteLine($"  no answer: {refusal}");
        }
        else if (answer.Distribution is { IsUnfamiliar: true } strange)
        {
            Console.Out.WriteLine($"  unlike the pictures it was trained for: stranger than {100 * strange.Percentile:0} % of the validation pictures");
        }
        foreach (Prediction prediction in answer.Predictions)
        {
            Console.Out.WriteLine(answer.Refusal is null ? $"  {Amounts.Percent(prediction.Probability),7}  {prediction.Label}" : $"  ({Amounts.Percent(prediction.Probability),7}  {prediction.Label})");
        }
    }

    private static void Write(Utf8JsonWriter json, IEnumerable<PhotoPredictions> answers)
    {
        json.WriteStartArray();
        foreach (PhotoPredictions answer in answers)
        {
            json.WriteStartObject();
            json.WriteString("path", answer.Path);
            json.WriteBoolean("answered", answer.IsAnswered);
            if (answer.Refusal is { } refusal)
            {
                json.WriteString("refusal", refusal);
            }
            if (answer.Distribution is { } distribution)
            {
                json.WriteStartObject("distribution");
                json.WriteNumber("score", distribution.Score);
                json.WriteNumber("percentile", distribution.Percentile);
                json.WriteBoolean("unfamiliar", distribution.IsUnfamiliar);
                json.WriteEndObject();
            }
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
