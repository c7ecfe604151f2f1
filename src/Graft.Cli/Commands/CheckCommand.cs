using System.CommandLine;
using System.Diagnostics;
using Graft.Cli.CommandLine;
using Graft.Cli.Output;
using Graft.Imaging;
using Graft.Inference;
using Graft.Recipes;
using Graft.Runs;
using Graft.Training.Checking;

namespace Graft.Cli.Commands;

/// <summary><c>graft check</c>: what is wrong with pictures and labels, before anything is trained on them.</summary>
internal static class CheckCommand
{
    private static readonly Argument<string> Data = new("DATA") { HelpName = "DIR|FILE.csv", Description = "The data set, as for 'graft train --data'" };
    private static readonly Option<bool> Quick = new("--quick") { Description = "Look at names, sizes and the beginning of each file only; no picture is decoded" };
    private static readonly Option<bool> Mirrored = new("--mirrored") { Description = "Count a mirrored picture as a near duplicate too" };
    private static readonly Option<string?> Model = new("--model") { HelpName = "NAME|FILE.onnx", Description = "A pretrained network, as for 'graft train'; with it, likely wrong labels are found, and near duplicates by what they show" };
    private static readonly Option<string?> Weights = new("--weights") { HelpName = "FILE|ID", Description = "Its weights, as for 'graft train'" };
    private static readonly Option<bool> Offline = new("--offline") { Description = "Fetch nothing from the network (also: GRAFT_OFFLINE=1)" };
    private static readonly Option<string[]> Set = new("--set") { HelpName = "path=value", Description = "An option of the recipe that training will use, such as data.validationFraction=0.2", AllowMultipleArgumentsPerToken = false };
    private static readonly Option<string> FailOn = new("--fail-on") { HelpName = "error|warning|never", Description = "From which severity on the exit status is 1; by default error", DefaultValueFactory = _ => "error" };
    private static readonly Option<string?> Json = new("--json") { HelpName = "FILE|-", Description = "Write every finding as JSON to a file, or with - to standard output in place of the summary" };
    private static readonly Option<string?> Page = new("--html") { HelpName = "FILE", Description = "Write a page with pictures, duplicates side by side; one file, nothing fetched" };
    private static readonly Option<string?> Fix = new("--fix") { HelpName = "[KIND,…]", Description = "Move files out of the data set into the quarantine folder; by default those that cannot be decoded and copies to spare", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<bool> Undo = new("--undo") { Description = "Put back everything that --fix moved, and look at nothing" };
    private static readonly Option<string?> QuarantineFolder = new("--quarantine") { HelpName = "DIR", Description = "The folder for what is moved; by default the data set's name with -quarantine, beside it" };

    public static GraftCommand Create()
    {
        GraftCommand command = new("check", "Find what is wrong with your pictures and labels; broken files, duplicates, leaks between splits, likely wrong labels.")
        {
            Usage = ["check DIR|FILE.csv [options]", "check DIR --fix [KIND,…]", "check DIR --undo"],
            Examples =
            [
                ("graft check photos", "a summary: what is wrong, where, and what to do"),
                ("graft check photos --model mobilenet_v2", "labels too: which pictures look like another class"),
                ("graft check photos --model mobilenet_v2 --html check.html", "the same as a page with pictures"),
                ("graft check photos --json - --fail-on warning", "for a build server: every finding as JSON, exit status 1 from a warning on"),
                ("graft check photos --fix", "move undecodable files and copies to spare into photos-quarantine/"),
                ("graft check photos --fix near-duplicate,tiny", "move other kinds in their place"),
                ("graft check photos --undo", "put everything back"),
            ],
            Notes =
            [
                "Exit status: 0 when nothing was found at or above --fail-on, 1 when something was, 2 for a wrong command line. --fix does not change it: what was found, was found.",
                $"Kinds: {string.Join(", ", FindingText.All.Select(text => text.Word))}. docs/check.md says what each means.",
                "--fix moves, never deletes, and lists each file in moved.jsonl there before it is moved. Alone it moves unreadable and truncated files, and of pictures that are the same to the byte or the pixel, in one class, all but one: a copy in the test set stays first, then one in validation. "
                + "It works on class folders; where a list names the files (a table, the Food-101 layout) nothing is moved, since the list would be wrong. Links, and what is reached through them, are never touched.",
            ],
        };
        command.Add(Data);
        foreach (Option option in new Option[] { Model, Weights, Offline, Quick, Mirrored, Set, FailOn, Json, Page, Fix, Undo, QuarantineFolder })
        {
            command.Add(option);
        }
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string data = parsed.GetRequiredValue(Data);
        Severity? bound = Bound(parsed.GetRequiredValue(FailOn));
        FindingKind[] kinds = Kinds(parsed.GetValue(Fix));
        Quarantine quarantine = new(data, parsed.GetValue(QuarantineFolder));
        if (parsed.GetValue(Undo))
        {
            return QuarantineText.Undone(quarantine, quarantine.Undo());
        }
        using StopRequest stop = new() { Saying = "stopping" };
        Stopwatch watch = Stopwatch.StartNew();
        DatasetFindings found = Look(parsed, data, stop);
        watch.Stop();
        string? json = parsed.GetValue(Json);
        if (json is not null)
        {
            ResultFile.WriteJson(json, writer => CheckJson.Write(writer, found, watch.Elapsed));
        }
        if (json != ResultFile.StandardOutput)
        {
            CheckText.Write(found, watch.Elapsed, Console.Out);
        }
        if (parsed.GetValue(Page) is { } page)
        {
            AtomicFile.WriteText(page, CheckPage.Write(found, watch.Elapsed));
            Console.Error.WriteLine($"wrote {page}");
        }
        if (parsed.GetResult(Fix) is { Implicit: false })
        {
            QuarantineText.Moved(quarantine, quarantine.Move(found, finding => kinds.Length == 0 ? finding.IsFixedByDefault : kinds.Contains(finding.Kind), stop.Token), data);
        }
        return bound is { } least && found.Findings.Any(finding => finding.Severity >= least) ? GraftProgram.Failed : GraftProgram.Done;
    }

    private static DatasetFindings Look(ParseResult parsed, string data, StopRequest stop)
    {
        List<KeyValuePair<string, string>> settings = [];
        string? model = parsed.GetValue(Model), weights = parsed.GetValue(Weights);
        if (model is not null)
        {
            // The folder of a run stands for its model.
            settings.Add(new("model.name", Directory.Exists(model) ? ImageClassifier.FileOf(model) : model));
        }
        else if (weights is not null)
        {
            throw new MisuseException("--weights goes with --model: name the network that they belong to.");
        }
        if (weights is not null)
        {
            settings.Add(new("model.weights", weights));
        }
        Recipe recipe = Recipe.Named(NamedRecipes.Finetune).With([.. settings, .. (parsed.GetValue(Set) ?? []).Select(Recipe.ParseSetting)]);
        recipe = model is null ? recipe : PretrainedChoice.Settle(recipe, data, weights, parsed.GetValue(Offline), stop);
        using StageMeter meter = new();
        DatasetFindings found = DatasetCheck.Run(data, new() { Splitting = DatasetOptions.Of(recipe), Quick = parsed.GetValue(Quick), Mirrored = parsed.GetValue(Mirrored), Progress = meter.Report }, stop.Token);
        return model is null ? found : ModelCheck.Run(found, recipe, meter.Report, meter.Say, stop.Token);
    }

    private static Severity? Bound(string word) => word switch
    {
        "error" => Severity.Error,
        "warning" => Severity.Warning,
        "never" => null,
        _ => throw new MisuseException($"--fail-on {word}: it is error, warning or never."),
    };

    private static FindingKind[] Kinds(string? words) =>
    [
        .. (words ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(word => FindingText.Named(word) is { } kind ? kind
            : throw new MisuseException($"--fix {word}: there is no kind of that name. The kinds are {string.Join(", ", FindingText.All.Select(text => text.Word))}. (The data set is named before --fix.)")),
    ];
}
