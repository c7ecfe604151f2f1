using System.CommandLine;
using Graft.Cli.CommandLine;
using Graft.Downloads;
using Graft.Models;

namespace Graft.Cli.Commands;

/// <summary><c>graft weights</c>: the published weight files, and those of them that are on this machine.</summary>
internal static class WeightsCommand
{
    /// <summary>What is said of folders and variables by each of the commands.</summary>
    private const string Places = "Files are kept in weights/ under GRAFT_CACHE, or XDG_CACHE_HOME/graft, or ~/.cache/graft (macOS: ~/Library/Caches/graft; Windows: %LOCALAPPDATA%\\graft). A file that you put there yourself counts.";

    private static readonly Argument<string[]> Wanted = new("ID") { HelpName = "ID|ARCHITECTURE", Description = "What to fetch: an identifier that the list shows, or an architecture for the first of its files", Arity = ArgumentArity.OneOrMore };
    private static readonly Argument<string> One = new("ID") { HelpName = "ID|ARCHITECTURE", Description = "Which file: an identifier that the list shows, or an architecture for the first of its files" };
    private static readonly Option<bool> Offline = new("--offline") { Description = "Look in folders only, never in the network (also: GRAFT_OFFLINE=1)" };

    public static Command Create()
    {
        GraftCommand pull = new("pull", "Fetch weight files; verified, and going on where an earlier attempt stopped.")
        {
            Usage = ["weights pull ID|ARCHITECTURE... [--offline]"],
            Examples =
            [
                ("graft weights pull resnet50", "the file that train takes for this network by itself"),
                ("graft weights pull resnet50.IMAGENET1K_V2 vgg19", "these two"),
            ],
            Notes = [Places, "GRAFT_MIRROR names folders and http(s) addresses, separated by semicolons, that are asked for the file's name before its publisher. Standard output has the path of each file."],
        };
        pull.Add(Wanted);
        pull.Add(Offline);
        pull.SetAction(Pull);
        GraftCommand path = new("path", "Print where a weight file lies; fails where it is not on this machine.")
        {
            Usage = ["weights path ID|ARCHITECTURE"],
            Examples = [("graft weights path resnet50", "for scripts")],
        };
        path.Add(One);
        path.SetAction(Path);
        return GraftCommand.Group("weights", "List, fetch and verify published weight files.", [("graft weights list resnet50", "what is published for a network"), ("graft weights pull resnet50", "fetch it before the network goes away")], [Places],
            WeightsListing.Create(), pull, WeightsVerification.Create(), path);
    }

    private static int Pull(ParseResult parsed)
    {
        PretrainedWeights[] files = [.. parsed.GetRequiredValue(Wanted).Select(PretrainedFiles.Find).Distinct()];
        WeightStore store = new();
        using StopRequest stop = new();
        foreach (PretrainedWeights weights in files)
        {
            Console.Error.WriteLine($"{weights.Id}: {PretrainedFiles.Describe(weights)}");
            bool there = store.HasFile(weights);
            string path = PretrainedFiles.Pull(weights, parsed.GetValue(Offline), stop);
            Console.Error.WriteLine(there ? "  was here already, and is what was published" : "  done");
            Console.Out.WriteLine(path);
        }
        return GraftProgram.Done;
    }

    private static int Path(ParseResult parsed)
    {
        PretrainedWeights weights = PretrainedFiles.Find(parsed.GetRequiredValue(One));
        WeightStore store = new();
        if (!store.HasFile(weights))
        {
            throw new DownloadException($"{weights.Id} is not at {store.PathOf(weights)}. Fetch it: graft weights pull {weights.Id}");
        }
        Console.Out.WriteLine(store.PathOf(weights));
        return GraftProgram.Done;
    }
}
