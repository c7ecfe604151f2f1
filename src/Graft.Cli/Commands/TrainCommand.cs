using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Graft.Cli.CommandLine;
using Graft.Cli.Progress;
using Graft.Imaging;
using Graft.Inference;
using Graft.Inference.Reports;
using Graft.Recipes;
using Graft.Runs;
using Graft.Training;
using Graft.Training.Native;

namespace Graft.Cli.Commands;

/// <summary><c>graft train</c>: a folder of pictures and a network in, a classifier out.</summary>
internal static class TrainCommand
{
    private static readonly Option<string?> Data = new("--data") { HelpName = "DIR|FILE.csv", Description = "The pictures: a folder for each class, the Food-101 layout, or a table of path,label[,split]" };
    private static readonly Option<string?> Model = new("--model") { HelpName = "NAME|FILE.onnx", Description = "A network that 'graft models' lists, any ONNX image network, or the folder of another run; by default mobilenet_v2, or graft-s, which comes with Graft, where the weights of that can be neither found nor fetched" };
    private static readonly Option<string?> Weights = new("--weights") { HelpName = "FILE|ID|none", Description = "Pretrained weights for a network given by name: a file, one that 'graft weights list' shows, or none for random ones; by default the first that are published, fetched if need be" };
    private static readonly Option<bool> Offline = new("--offline") { Description = "Fetch nothing from the network (also: GRAFT_OFFLINE=1)" };
    private static readonly Option<string> RecipeName = new("--recipe") { HelpName = "auto|finetune|linear|scratch|seed|FILE.json", Description = "How to train; by default auto, which picks by network, pictures, memory and time, and says why", DefaultValueFactory = _ => NamedRecipes.Auto };
    private static readonly Option<string?> Budget = new("--budget") { HelpName = "TIME", Description = "Wall time for all of it, as 30s, 2m or 1h: the run finds out how fast it is, ends in time and leaves the best model so far" };
    private static readonly Option<double?> Epochs = new("--epochs") { HelpName = "N", Description = "Passes over the training pictures" };
    private static readonly Option<int?> Batch = new("--batch") { HelpName = "N", Description = "Pictures that go through the network at once" };
    private static readonly Option<double?> Rate = new("--rate") { HelpName = "X", Description = "The learning rate at the top of its schedule" };
    private static readonly Option<long?> Seed = new("--seed") { HelpName = "N", Description = "What every random number is drawn from; the same seed gives the same run" };
    private static readonly Option<int?> Threads = new("--threads") { HelpName = "N", Description = "Threads that compute; by default one per core" };
    private static readonly Option<int?> LoaderThreads = new("--loader-threads") { HelpName = "N", Description = "Threads that decode pictures; they change nothing but the speed" };
    private static readonly Option<string?> Device = new("--device") { HelpName = "cpu|cuda[:i]", Description = "Where the network is trained" };
    private static readonly Option<string?> Out = new("--out") { HelpName = "DIR", Description = "The folder of the run; by default a new one under runs/" };
    private static readonly Option<string[]> Set = new("--set") { HelpName = "path=value", Description = "Change any option of the recipe, such as augmentation.flip=0; may be given often", AllowMultipleArgumentsPerToken = false };
    private static readonly Option<bool> Compat = new("--compat") { Description = "Make the mistakes of the tutorial of 2018, for comparison; --set compat.inputScale=true makes one of them" };
    private static readonly Option<string?> Resume = new("--resume") { HelpName = "RUN", Description = "Go on with a run that was stopped or killed" };
    private static readonly Option<bool> Finish = new("--finish") { Description = "With --resume: take no further step, but make the result of the state that was saved last" };
    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Lose an earlier run in the same folder" };
    private static readonly Option<string?> LibTorchFolder = new("--libtorch") { HelpName = "DIR", Description = "Use the libtorch of an installed PyTorch (also: GRAFT_LIBTORCH)" };

    private static readonly Option<bool> NoReport = new("--no-report") { Description = "Leave out the report at the end, which runs the model over the test pictures once" };

    public static Command Create()
    {
        GraftCommand command = new("train", "Teach a network your classes; from a folder of pictures to a measured model.onnx.")
        {
            Usage = ["train --data DIR|FILE.csv [--model NAME|FILE.onnx] [--weights FILE|ID] [options]", "train --resume RUN"],
            Examples =
            [
                ("graft train --data photos --model mobilenet_v2 --out runs/flowers", "fine-tune a pretrained network on your own pictures; its weights are fetched once"),
                ("graft train --data photos --model mobilenet_v2 --budget 2m", "the best classifier that two minutes allow"),
                ("graft train --data photos --model graft-s", "without any download: the small pretrained network that comes with Graft"),
                ("graft train --data photos --model squeezenet.onnx --recipe linear", "train the head alone, in seconds, on any ONNX network"),
                ("graft train --data photos --model resnet50 --weights resnet50.IMAGENET1K_V2 --epochs 10 --set augmentation.rotation=15 --set run.checkpointEvery=500steps", "with other weights and a recipe of your own"),
                ("graft train --resume runs/flowers", "go on after Ctrl-C, a crash or a power cut; the result is the same to the bit"),
            ],
            Notes =
            [
                "Ctrl-C finishes the step, saves, and says how to go on (exit status 130). The folder of the run holds model.onnx, README.md, report.html, recipe.json, log.jsonl, TensorBoard events and checkpoints.",
                "Recipe paths: training.length, training.batch, training.rate, training.schedule, training.optimizer, run.seed, run.checkpointEvery, data.…, augmentation.…, model.…; docs/recipes.md lists them all.",
            ],
        };
        foreach (Option option in new Option[] { Data, Model, Weights, Offline, RecipeName, Budget, Epochs, Batch, Rate, Seed, Threads, LoaderThreads, Device, Out, Set, Compat, Resume, Finish, Overwrite, NoReport, LibTorchFolder })
        {
            command.Add(option);
        }
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        if (parsed.GetValue(LibTorchFolder) is { } folder)
        {
            LibTorch.Use(folder);
        }
        using StopRequest stop = new();
        string? resumed = parsed.GetValue(Resume);
        if (resumed is not null)
        {
            RefuseBeside(parsed);
        }
        else if (parsed.GetValue(Finish))
        {
            throw new MisuseException("--finish goes with --resume RUN: it makes a result of what that run has reached.");
        }
        TrainingRequest? request = resumed is null ? Request(parsed, stop) : null;
        string run = request?.Out ?? resumed!;
        using TrainingProgress progress = TrainingProgress.ForStandardError();
        try
        {
            TrainingResult result = request is not null
                ? Trainer.Start(request, [progress], stop.Token)
                : Trainer.Resume(resumed!, [progress], parsed.GetValue(LoaderThreads), stop.Token, parsed.GetValue(Finish));
            progress.Dispose();
            return result.State == RunState.Finished ? Finished(result, parsed.GetValue(NoReport) ? null : TrainReport.Write(result, ProgramStart(), stop.Token)) : Stopped(run);
        }
        catch (OperationCanceledException)
        {
            progress.Dispose();
            return Stopped(run);
        }
    }

    private static TrainingRequest Request(ParseResult parsed, StopRequest stop)
    {
        string data = parsed.GetValue(Data) ?? throw new MisuseException("--data is needed: name the folder of pictures, or the CSV file that lists them. ('graft train --help' has examples.)");
        Recipe named = Recipe.Open(parsed.GetRequiredValue(RecipeName));
        List<KeyValuePair<string, string>> settings = Settings(parsed);
        Recipe recipe = (parsed.GetValue(Compat) ? named with { Compat = CompatOptions.All } : named).With(settings);
        recipe = PretrainedChoice.Settle(recipe, data, parsed.GetValue(Weights), parsed.GetValue(Offline), stop);
        return new()
        {
            Recipe = recipe,
            Given = [.. settings.Select(setting => setting.Key)],
            Data = data,
            Out = parsed.GetValue(Out) ?? NewFolder(data),
            Overwrite = parsed.GetValue(Overwrite),
            Began = ProgramStart(),
            Command = $"graft {string.Join(' ', parsed.Tokens.Select(token => Quoted(token.Value)))}",
        };
    }

    /// <summary>What the command line changes in the recipe: its own options first, then each --set.</summary>
    private static List<KeyValuePair<string, string>> Settings(ParseResult parsed)
    {
        List<KeyValuePair<string, string>> settings = [];
        // The folder of a run stands for its model.
        Add("model.name", parsed.GetValue(Model) is { } model && Directory.Exists(model) ? ImageClassifier.FileOf(model) : parsed.GetValue(Model));
        Add("model.weights", parsed.GetValue(Weights));
        Add("training.length", parsed.GetValue(Epochs) is { } epochs ? string.Create(CultureInfo.InvariantCulture, $"{epochs} epochs") : null);
        Add("training.budget", parsed.GetValue(Budget));
        Add("training.batch", Text(parsed.GetValue(Batch)));
        Add("training.rate", Text(parsed.GetValue(Rate)));
        Add("run.seed", Text(parsed.GetValue(Seed)));
        Add("run.threads", Text(parsed.GetValue(Threads)));
        Add("data.loaderThreads", Text(parsed.GetValue(LoaderThreads)));
        Add("run.device", parsed.GetValue(Device));
        return [.. settings, .. (parsed.GetValue(Set) ?? []).Select(Recipe.ParseSetting)];

        void Add(string path, string? value)
        {
            if (value is not null)
            {
                settings.Add(new(path, value));
            }
        }
    }

    private static DateTimeOffset ProgramStart()
    {
        using Process self = Process.GetCurrentProcess();
        return self.StartTime;
    }

    private static string? Text(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture);

    /// <summary>A run goes on as it began, so whatever would change it is refused rather than ignored.</summary>
    private static void RefuseBeside(ParseResult parsed)
    {
        Option[] allowed = [Resume, Finish, LoaderThreads, NoReport, LibTorchFolder];
        Option? other = parsed.CommandResult.Command.Options.FirstOrDefault(option => !allowed.Contains(option) && parsed.GetResult(option) is { Implicit: false });
        if (other is not null)
        {
            throw new MisuseException($"{other.Name} does not go with --resume: a run goes on with the recipe and the data it began with. Start a new run for other ones.");
        }
    }

    private static int Finished(TrainingResult result, ReportResult? report)
    {
        using RunDirectory run = RunDirectory.Open(result.Run);
        if (result.Validation is { } validation)
        {
            Console.Out.WriteLine($"validation top-1  {validation.Top1}, {validation.Count} pictures");
        }
        if (report is { Measured: { } measured, Split: Imaging.Split.Test })
        {
            Console.Out.WriteLine($"test top-1        {measured.Top1}, {measured.Count} pictures");
        }
        Console.Out.WriteLine($"model             {run.ModelPath}");
        if (report is not null)
        {
            Console.Out.WriteLine($"report            {report.File}");
        }
        if (TrainReport.WriteCard(result.Run) is { } card)
        {
            Console.Out.WriteLine($"model card        {card}");
        }
        Console.Error.WriteLine($"next: graft evaluate {Quoted(result.Run)}   (accuracy on the test pictures)");
        Console.Error.WriteLine($"      graft predict {Quoted(result.Run)} PHOTO");
        return GraftProgram.Done;
    }

    private static int Stopped(string run)
    {
        Console.Error.WriteLine($"stopped and saved. Go on with: graft train --resume {Quoted(run)}");
        return GraftProgram.Stopped;
    }

    /// <summary>The first of runs/DATA, runs/DATA-2 … that is not taken.</summary>
    private static string NewFolder(string data)
    {
        string stem = Path.Combine("runs", ImageDataset.NameOf(data));
        return Enumerable.Range(1, int.MaxValue).Select(number => number == 1 ? stem : $"{stem}-{number}").First(folder => !Path.Exists(folder));
    }

    private static string Quoted(string word) => word.Length > 0 && !word.AsSpan().ContainsAny(" '\"$&|;<>()*?\\") ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
