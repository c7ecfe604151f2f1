using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Graft.Cli.CommandLine;
using Graft.Cli.Output;
using Graft.Cli.Output.Curves;
using Graft.Imaging;
using Graft.Inference;
using Graft.Recipes;
using Graft.Runs;
using Graft.Training.Curves;

namespace Graft.Cli.Commands;

/// <summary><c>graft learn-curve</c>: whether to label more pictures or to change the network.</summary>
internal static class LearnCurveCommand
{
    private const string UsualShots = "1,2,5,10,20,50,all";

    private static readonly Option<string> Data = new("--data") { HelpName = "DIR|FILE.csv", Description = "The pictures, as for 'graft train'", Required = true };
    private static readonly Option<string[]> Model = new("--model") { HelpName = "NAME|FILE.onnx|RUN", Description = "A pretrained network; several (again, or with commas between names) are shown side by side", AllowMultipleArgumentsPerToken = false };
    private static readonly Option<string[]> Weights = new("--weights") { HelpName = "FILE|ID|none", Description = "Weights of the model named just before, as for 'graft train'", AllowMultipleArgumentsPerToken = false };
    private static readonly Option<bool> Scratch = new("--scratch") { Description = "Show each network by name with random weights too: what its pretraining is worth" };
    private static readonly Option<string> Shots = new("--shots") { HelpName = "N,…,all", Description = $"Pictures of each class to learn from; by default {UsualShots}", DefaultValueFactory = _ => UsualShots };
    private static readonly Option<int?> Draws = new("--draws") { HelpName = "N", Description = "How often pictures are drawn for each number; by default 10, and 5 beyond 10 of each class" };
    private static readonly Option<long> Seed = new("--seed") { HelpName = "N", Description = "Another number, other draws; the same number, the same draws" };
    private static readonly Option<string?> Split = new("--split") { HelpName = "test|val", Description = "What to measure on; by default test, or val where there is no test" };
    private static readonly Option<bool> Offline = new("--offline") { Description = "Fetch nothing from the network (also: GRAFT_OFFLINE=1)" };
    private static readonly Option<string[]> Set = new("--set") { HelpName = "path=value", Description = "Change an option of the recipe 'linear', such as data.validationFraction=0", AllowMultipleArgumentsPerToken = false };
    private static readonly Option<string?> Json = new("--json") { HelpName = "FILE|-", Description = "Write the result as JSON to a file, or with - to standard output in place of the text" };
    private static readonly Option<string?> Plot = new("--plot") { HelpName = "FILE.svg", Description = "Draw the curves" };
    private static readonly Option<string?> Page = new("--html") { HelpName = "FILE", Description = "Write the result as a page" };

    public static Command Create()
    {
        GraftCommand command = new("learn-curve", "Say whether to label more pictures or change the network; accuracy with 1, 5, 10 … pictures of each class.")
        {
            Usage = ["learn-curve --data DIR|FILE.csv --model NAME|FILE.onnx|RUN [--weights FILE|ID] [--model …] [options]"],
            Examples =
            [
                ("graft learn-curve --data photos --model mobilenet_v2", "a curve with intervals, and what it means"),
                ("graft learn-curve --data photos --model mobilenet_v2 --scratch", "beside the same network with random weights"),
                ("graft learn-curve --data photos --model mobilenet_v2,resnet50 --html curve.html", "two networks on the same draws, as a page"),
                ("graft learn-curve --data photos --model mobilenet_v2 --weights my.pth --model my.onnx --shots 1,5,10,50,all", "weights of your own, for the model named before them"),
                ("graft learn-curve --data photos --model resnet50 --shots 5,10,20,40 --draws 20 --json -", "more draws, for a script"),
            ],
            Notes =
            [
                "Only heads are fitted, to features that are computed once and kept ('graft cache'): seconds after the first time. With all pictures it is what 'graft train --recipe linear' does. docs/learn-curve.md says how the figures come about and how far they can be trusted.",
                "A class with fewer pictures than asked for gives all of its own. Ctrl-C ends it; features computed so far are kept.",
            ],
        };
        foreach (Option option in new Option[] { Data, Model, Weights, Scratch, Shots, Draws, Seed, Split, Offline, Set, Json, Plot, Page })
        {
            command.Add(option);
        }
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string path = parsed.GetRequiredValue(Data);
        int?[] shots = ParseShots(parsed.GetRequiredValue(Shots));
        int? draws = parsed.GetValue(Draws) is not { } often ? null : often is >= 1 and <= 1000 ? often : throw new MisuseException($"--draws {often}: it is a number from 1 to 1000.");
        Split? split = parsed.GetValue(Split) is not { } word ? null : SplitNames.Find(word) is { } known and not Imaging.Split.Train ? known
            : throw new MisuseException($"--split {word}: measure on test or val; the training pictures are what is learned from.");
        Recipe recipe = Recipe.Named(NamedRecipes.Linear).With([.. (parsed.GetValue(Set) ?? []).Select(Recipe.ParseSetting)]);
        using StopRequest stop = new() { Saying = "stopping; features computed so far are kept" };
        IReadOnlyList<CurveModel> models = CurveModels.Of(parsed, recipe, path, parsed.GetValue(Offline), parsed.GetValue(Scratch), stop);
        Stopwatch watch = Stopwatch.StartNew();
        LearningCurveSet set;
        using (StageMeter meter = new())
        {
            ImageDataset data = ImageDataset.Open(path, DatasetOptions.Of(recipe));
            foreach (string warning in data.Warnings)
            {
                meter.Say(warning);
            }
            set = LearningCurves.Measure(data, models, new() { Shots = shots, Draws = draws, Split = split, Seed = parsed.GetValue(Seed), Progress = meter.Report, Note = meter.Say }, stop.Token);
        }
        watch.Stop();
        Write(parsed, set, path, watch.Elapsed);
        return GraftProgram.Done;
    }

    private static void Write(ParseResult parsed, LearningCurveSet set, string data, TimeSpan taken)
    {
        string? json = parsed.GetValue(Json);
        if (json is not null)
        {
            ResultFile.WriteJson(json, writer => CurveJson.Write(writer, set));
        }
        foreach ((string? file, Func<string> text) in new (string?, Func<string>)[] { (parsed.GetValue(Plot), () => CurveChart.Of(set).ToSvg()), (parsed.GetValue(Page), () => CurvePage.Write(set, data)) })
        {
            if (file is not null)
            {
                AtomicFile.WriteText(file, text());
                Console.Error.WriteLine($"wrote {file}");
            }
        }
        if (json != ResultFile.StandardOutput)
        {
            CurveText.Write(set, taken, Console.Out);
        }
    }

    /// <summary><c>1,5,all</c> as numbers, null for all.</summary>
    private static int?[] ParseShots(string text)
    {
        string[] words = text.Split(',', StringSplitOptions.TrimEntries);
        return
        [
            .. words.Select(word => word == "all" ? (int?)null : int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 ? number
                : throw new MisuseException($"--shots {text}: '{word}' is no number of pictures. Write whole numbers from 1 on, and all, with commas between: {UsualShots}.")),
        ];
    }
}
