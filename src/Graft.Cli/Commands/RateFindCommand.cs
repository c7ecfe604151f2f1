using System.CommandLine;
using System.Globalization;
using Graft.Charts;
using Graft.Cli.CommandLine;
using Graft.Cli.Output;
using Graft.Recipes;
using Graft.Runs;
using Graft.Training;

namespace Graft.Cli.Commands;

/// <summary><c>graft lr-find</c>: which learning rates make this network learn these pictures.</summary>
internal static class RateFindCommand
{
    private static readonly Option<string> Data = new("--data") { HelpName = "DIR|FILE.csv", Description = "The pictures, as for 'graft train'", Required = true };
    private static readonly Option<string?> Model = new("--model") { HelpName = "NAME|FILE.onnx", Description = "The network, as for 'graft train'" };
    private static readonly Option<string?> Weights = new("--weights") { HelpName = "FILE|ID|none", Description = "Its pretrained weights, as for 'graft train'" };
    private static readonly Option<bool> Offline = new("--offline") { Description = "Fetch nothing from the network (also: GRAFT_OFFLINE=1)" };
    private static readonly Option<string> RecipeName = new("--recipe") { HelpName = "NAME|FILE.json", Description = "The recipe that the rate is for; by default finetune", DefaultValueFactory = _ => NamedRecipes.Finetune };
    private static readonly Option<double> Low = new("--from") { HelpName = "X", Description = "The lowest rate tried", DefaultValueFactory = _ => 1e-6 };
    private static readonly Option<double> High = new("--to") { HelpName = "X", Description = "The highest rate tried", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> Steps = new("--steps") { HelpName = "N", Description = "Steps, one for each rate", DefaultValueFactory = _ => 100 };
    private static readonly Option<string?> Plot = new("--plot") { HelpName = "FILE.svg", Description = "Where to draw the loss over the rate" };
    private static readonly Option<string[]> Set = new("--set") { HelpName = "path=value", Description = "Change any option of the recipe, as for 'graft train'", AllowMultipleArgumentsPerToken = false };

    public static Command Create()
    {
        GraftCommand command = new("lr-find", "Find out which learning rates work; a hundred steps at rising rates.")
        {
            Usage = ["lr-find --data DIR|FILE.csv [--model NAME|FILE.onnx] [--weights FILE|ID] [options]"],
            Examples =
            [
                ("graft lr-find --data photos --model resnet18", "the range of useful rates, as a curve and in words"),
                ("graft lr-find --data photos --model resnet18 --set training.batch=16 --plot rates.svg", "for another batch size, with a picture to keep"),
            ],
            Notes = ["The search begins where training would, with the head fitted, and changes nothing on disk but the plot. Read the curve, not the number alone: the rate to take lies where the loss still falls, well before it rises."],
        };
        foreach (Option option in new Option[] { Data, Model, Weights, Offline, RecipeName, Low, High, Steps, Plot, Set })
        {
            command.Add(option);
        }
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        (double low, double high, int steps) = (parsed.GetValue(Low), parsed.GetValue(High), parsed.GetValue(Steps));
        if (!(low > 0 && high > low && double.IsFinite(high)) || steps < 10)
        {
            throw new MisuseException($"the search goes from {low:g3} to {high:g3} in {steps} steps, but needs a rate above 0, a higher one, and 10 steps or more.");
        }
        List<KeyValuePair<string, string>> settings = [];
        if (parsed.GetValue(Model) is { } model)
        {
            settings.Add(new("model.name", model));
        }
        if (parsed.GetValue(Weights) is { } weights)
        {
            settings.Add(new("model.weights", weights));
        }
        Recipe recipe = Recipe.Open(parsed.GetRequiredValue(RecipeName)).With([.. settings, .. (parsed.GetValue(Set) ?? []).Select(Recipe.ParseSetting)]);
        using StopRequest stop = new();
        recipe = PretrainedChoice.Settle(recipe, parsed.GetRequiredValue(Data), parsed.GetValue(Weights), parsed.GetValue(Offline), stop);
        RateSearch search;
        using (RateProgress progress = new(steps))
        {
            search = RateFinder.Find(recipe, parsed.GetRequiredValue(Data), low, high, steps, progress, stop.Token);
        }
        Show(search, recipe);
        if (parsed.GetValue(Plot) is { } file)
        {
            AtomicFile.WriteText(file, Chart(search, recipe).ToSvg());
            Console.Error.WriteLine($"wrote {file}");
        }
        return GraftProgram.Done;
    }

    private static void Show(RateSearch search, Recipe recipe)
    {
        // Twenty lines show the shape of the curve on any terminal.
        TextTable table = new(">rate", ">loss", "");
        RateTrial[] shown = [.. search.Trials.Where((_, place) => place % Math.Max(1, (search.Trials.Count + 19) / 20) == 0 || place == search.Trials.Count - 1)];
        double most = shown.Length == 0 ? 1 : Math.Min(shown.Max(trial => trial.Smoothed), 2 * shown[0].Smoothed);
        foreach (RateTrial trial in shown)
        {
            table.Add(Number(trial.Rate), trial.Smoothed.ToString("0.000", CultureInfo.InvariantCulture), new string('█', (int)Math.Round(40 * Math.Min(1, trial.Smoothed / most))));
        }
        table.Write(Console.Out);
        if (search.Steepest is { } steepest)
        {
            Console.Out.WriteLine($"the loss falls fastest at {Number(steepest)}");
        }
        else
        {
            Console.Out.WriteLine("the loss hardly falls in so few steps, as is usual once the head is fitted; what counts is where it rises");
        }
        if (search.Rises is { } rises)
        {
            Console.Out.WriteLine($"it rises from {Number(rises)} on{(search.Diverged ? $", and training breaks at about {Number(search.Trials[^1].Rate)}" : "")}");
        }
        Console.Error.WriteLine(search.Suggested is { } suggested
            ? $"next: graft train … --rate {Number(suggested)}   (the recipe has {Number(recipe.Training.Rate)})"
            : "next: graft lr-find with a wider range (--from, --to) or more --steps; this curve shows no limit");
    }

    private static LineChart Chart(RateSearch search, Recipe recipe) => new()
    {
        Title = $"{recipe.Model.Name}: loss while the learning rate rises",
        XTitle = "learning rate",
        YTitle = "training loss (nats)",
        IsXLogarithmic = true,
        Series =
        [
            new("smoothed", [.. search.Trials.Select(trial => new ChartPoint(trial.Rate, trial.Smoothed))]),
            new("each step", [.. search.Trials.Select(trial => new ChartPoint(trial.Rate, trial.Loss))], IsJoined: false),
        ],
        Marks = [.. new (double? Rate, string Name)[] { (search.Steepest, "steepest"), (search.Rises, "rises") }.Where(mark => mark.Rate is not null).Select(mark => (mark.Rate!.Value, mark.Name))],
    };

    private static string Number(double value) => value.ToString("g2", CultureInfo.InvariantCulture);

    /// <summary>Features first, then steps, on one line of the terminal.</summary>
    private sealed class RateProgress(int steps) : ITrainingObserver, IDisposable
    {
        private Meter? features, trials;

        public void On(TrainingEvent happened)
        {
            switch (happened)
            {
                case FeaturesMeasured measured:
                    (features ??= new("looking at the pictures", measured.Total)).Report(measured.Done);
                    break;
                case StepDone done:
                    features?.Dispose();
                    (trials ??= new("trying rates", steps, "steps")).Report((int)done.Step);
                    break;
                case Warning warning:
                    features?.Dispose();
                    Console.Error.WriteLine($"warning: {warning.Message}");
                    break;
            }
        }

        public void Dispose()
        {
            features?.Dispose();
            trials?.Dispose();
        }
    }
}
