using System.CommandLine;
using Graft.Cli.CommandLine;
using Graft.Cli.Quickstart;

namespace Graft.Cli.Commands;

/// <summary><c>graft quickstart</c>: all of it on drawn pictures, in a minute.</summary>
internal static class QuickstartCommand
{
    private static readonly Option<string> Out = new("--out") { HelpName = "DIR", Description = "Where pictures and runs are kept; by default quickstart", DefaultValueFactory = _ => "quickstart" };
    private static readonly Option<long> Seed = new("--seed") { HelpName = "N", Description = "Of the pictures and of the training; by default 0" };

    public static Command Create()
    {
        GraftCommand command = new("quickstart", "See all of it happen in a minute; draws pictures, transfers, trains from scratch, compares, predicts.")
        {
            Usage = ["quickstart [--out DIR] [--seed N]"],
            Examples = [("graft quickstart", "no photos, no weights, no download needed")],
            Notes = ["An earlier quickstart in the same folder is replaced; pictures already drawn are used again."],
        };
        command.Add(Out);
        command.Add(Seed);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        using StopRequest stop = new();
        string folder = parsed.GetRequiredValue(Out);
        try
        {
            new Tour(folder, TourPlan.Standard(parsed.GetValue(Seed)), stop.Token).Run();
            return GraftProgram.Done;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine($"stopped; what was made so far lies in {folder}. The next quickstart begins anew, with the pictures already drawn.");
            return GraftProgram.Stopped;
        }
    }
}
