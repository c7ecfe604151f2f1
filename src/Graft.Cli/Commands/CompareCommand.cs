using System.CommandLine;
using Graft.Cli.CommandLine;
using Graft.Cli.Output;
using Graft.Imaging;
using Graft.Inference;
using Graft.Inference.Comparison;
using Graft.Runs;

namespace Graft.Cli.Commands;

/// <summary><c>graft compare</c>: which model is better, and whether the difference is real.</summary>
internal static class CompareCommand
{
    private static readonly Argument<string[]> Models = new("RUN") { Description = "Folders of runs, or model files; two or more", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string?> Data = new("--data") { HelpName = "DIR|FILE.csv", Description = "Labelled pictures; by default those that each run was trained on" };
    private static readonly Option<string?> Split = new("--split") { HelpName = "train|val|test", Description = "Which pictures; by default test, or val where the data set has no test pictures" };
    private static readonly Option<bool> Common = new("--common") { Description = "Compare on the pictures that all were measured on, where they are not the same" };
    private static readonly Option<string?> Json = new("--json") { HelpName = "FILE|-", Description = "Write the result as JSON to a file, or with - to standard output in place of the text" };
    private static readonly Option<string?> Html = new("--html") { HelpName = "FILE", Description = "Write the result as a page" };

    public static Command Create()
    {
        GraftCommand command = new("compare", "Say which run is better, and whether the difference is real; paired tests, classes gained and lost.")
        {
            Usage = ["compare RUN RUN… [--data DIR|FILE.csv] [--split train|val|test] [--common] [--json FILE|-] [--html FILE]"],
            Examples =
            [
                ("graft compare runs/linear runs/finetune", "on the test pictures of their data set"),
                ("graft compare a.onnx b.onnx c.onnx --data photos --html comparison.html", "three model files, with a page to send"),
            ],
            Notes =
            [
                "Both must name the same pictures. The test is McNemar's, exact, on the pictures that only one of them names right; the interval is a paired bootstrap; several pairs and classes are corrected for by Holm's method. docs/compare.md says how to read them.",
                "The exit status is 0 whatever is found; scripts read bestIsReal and pairs[].isReal from --json.",
            ],
        };
        command.Add(Models);
        foreach (Option option in new Option[] { Data, Split, Common, Json, Html })
        {
            command.Add(option);
        }
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string[] paths = parsed.GetRequiredValue(Models);
        if (paths.Length < 2 || paths.Distinct(StringComparer.Ordinal).Count() < paths.Length)
        {
            throw new MisuseException("name two runs or more, each once: graft compare RUN RUN");
        }
        string? splitName = parsed.GetValue(Split);
        Split? split = splitName is null ? null : SplitNames.Find(splitName) ?? throw new MisuseException($"--split {splitName}: the splits are train, val and test.");
        ComparedModel[] models = ComparedModel.Named([.. paths.Select(path => Measure(path, parsed.GetValue(Data), split))]);
        RunComparison comparison = RunComparison.Of([.. models.Select(model => (model.Name, model.Outcomes))], parsed.GetValue(Common));
        string? json = parsed.GetValue(Json);
        if (json is not null)
        {
            ResultFile.WriteJson(json, writer => ComparisonJson.Write(writer, comparison, models));
        }
        if (parsed.GetValue(Html) is { } page)
        {
            AtomicFile.WriteText(page, ComparisonPage.Write(comparison, models));
            Console.Error.WriteLine($"wrote {page}");
        }
        if (json != ResultFile.StandardOutput)
        {
            ComparisonText.Write(comparison, models, Console.Out);
        }
        return GraftProgram.Done;
    }

    private static ComparedModel Measure(string path, string? data, Split? split)
    {
        using Meter meter = new($"measuring {path}", 0);
        return ComparedModel.Measure(path, data, split, meter.Report);
    }
}
