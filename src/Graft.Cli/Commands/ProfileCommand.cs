using System.CommandLine;
using System.Globalization;
using Graft.Cli.CommandLine;
using Graft.Cli.Output;
using Graft.Graphs;
using Graft.Inference;
using Graft.Recipes;
using Graft.Training;
using Graft.Training.Native;
using Graft.Training.Profiling;

namespace Graft.Cli.Commands;

/// <summary><c>graft profile</c>: where the time and the memory of a training step go.</summary>
internal static class ProfileCommand
{
    private static readonly Argument<string> Model = new("MODEL") { HelpName = "NAME|FILE.onnx|RUN", Description = "A network that 'graft models' lists, an ONNX image network, or the folder of a run" };
    private static readonly Option<int> Batch = new("--batch") { HelpName = "N", Description = "Pictures that go through the network at once; by default 16", DefaultValueFactory = _ => 16 };
    private static readonly Option<int?> Size = new("--size") { HelpName = "PIXELS", Description = "Side of the square that pictures are made to; by default what the network expects" };
    private static readonly Option<int> Steps = new("--steps") { HelpName = "N", Description = "Steps to measure, after one that warms up; by default 3", DefaultValueFactory = _ => 3 };
    private static readonly Option<string> RecipeName = new("--recipe") { HelpName = "finetune|scratch|FILE.json", Description = "Whose step: its batch norms, what it freezes, its optimizer; by default finetune", DefaultValueFactory = _ => NamedRecipes.Finetune };
    private static readonly Option<string?> FreezeRule = new("--freeze") { HelpName = "RULE", Description = "What is not trained: none, backbone, 'depth 3' or name patterns, as in model.freeze" };
    private static readonly Option<int?> Threads = new("--threads") { HelpName = "N", Description = "Threads that compute; by default one per core" };
    private static readonly Option<string?> Device = new("--device") { HelpName = "cpu|cuda[:i]", Description = "Where the step is taken" };
    private static readonly Option<int?> Top = new("--top") { HelpName = "N", Description = "Show only the N nodes that take most time, those first; by default all, in the order in which they run" };
    private static readonly Option<string?> Json = new("--json") { HelpName = "FILE|-", Description = "Write the profile as JSON to a file, or with - to standard output in place of the table" };
    private static readonly Option<string?> LibTorchFolder = new("--libtorch") { HelpName = "DIR", Description = "Use the libtorch of an installed PyTorch (also: GRAFT_LIBTORCH)" };

    public static Command Create()
    {
        GraftCommand command = new("profile", "Show where a training step's time goes; each node forward and backward, beside what the machine can do.")
        {
            Usage = ["profile MODEL [--batch N] [--size PIXELS] [--steps N] [--top N] [--json FILE|-]"],
            Examples =
            [
                ("graft profile resnet50", "every node of a network, in the order in which they run"),
                ("graft profile vgg19 --batch 8 --top 10", "the ten nodes that take most time"),
                ("graft profile mobilenet_v2 --size 160 --freeze backbone", "what smaller pictures and freezing all but the head save"),
                ("graft profile model.onnx --json profile.json", "for a script"),
            ],
            Notes =
            [
                "Pictures and targets are random: the time does not depend on them. Operations that overwrite the output of the one before, or are folded into it, are one row. "
                    + "FLOP/s count one multiplication and one addition for each multiply-add; 'of product' sets them beside a plain matrix product measured in the same run. "
                    + "Wider instructions or a cleverer algorithm than the product's library uses can exceed 100 %.",
                "The machine should do nothing else meanwhile. docs/profile.md explains a profile line by line.",
            ],
        };
        command.Add(Model);
        foreach (Option option in new Option[] { Batch, Size, Steps, RecipeName, FreezeRule, Threads, Device, Top, Json, LibTorchFolder })
        {
            command.Add(option);
        }
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        (int batch, int steps, int? top, string? json) = (parsed.GetValue(Batch), parsed.GetValue(Steps), parsed.GetValue(Top), parsed.GetValue(Json));
        if (batch < 1 || steps < 1 || top < 1)
        {
            throw new MisuseException("--batch, --steps and --top are 1 or more.");
        }
        if (parsed.GetValue(LibTorchFolder) is { } folder)
        {
            LibTorch.Use(folder);
        }
        string name = parsed.GetRequiredValue(Model);
        Recipe recipe = Recipe.Open(parsed.GetRequiredValue(RecipeName)).With(Settings(parsed, Directory.Exists(name) ? ImageClassifier.FileOf(name) : name)).Validated();
        (Graph graph, IReadOnlyList<string> notes) = TransferNetwork.Open(recipe.Model, recipe.Run.Seed);
        foreach (string note in notes)
        {
            Console.Error.WriteLine($"note: {note}.");
        }
        Console.Error.WriteLine($"measuring {1 + steps} steps of {graph.Name}, twice each…");
        using StepProfiler profiler = new(graph, new() { Batch = batch, Steps = steps, Recipe = recipe });
        StepProfile profile = profiler.Run();
        if (json is not null)
        {
            ResultFile.WriteJson(json, writer => ProfileJson.Write(writer, profile));
        }
        if (json != ResultFile.StandardOutput)
        {
            ProfileText.Write(profile, top, Console.Out);
        }
        return GraftProgram.Done;
    }

    private static IEnumerable<KeyValuePair<string, string>> Settings(ParseResult parsed, string model)
    {
        (string, string?)[] given =
        [
            ("model.name", model), ("model.resolution", parsed.GetValue(Size)?.ToString(CultureInfo.InvariantCulture)), ("model.freeze", parsed.GetValue(FreezeRule)),
            ("run.threads", parsed.GetValue(Threads)?.ToString(CultureInfo.InvariantCulture)), ("run.device", parsed.GetValue(Device)),
        ];
        return given.Where(setting => setting.Item2 is not null).Select(setting => KeyValuePair.Create(setting.Item1, setting.Item2!));
    }
}
