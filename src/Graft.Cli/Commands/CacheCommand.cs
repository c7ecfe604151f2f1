using System.CommandLine;
using System.Globalization;
using Graft.Cli.CommandLine;
using Graft.Cli.Output;
using Graft.Inference;

namespace Graft.Cli.Commands;

/// <summary><c>graft cache</c>: the features of frozen networks that are kept from run to run.</summary>
internal static class CacheCommand
{
    private static readonly string[] Actions = ["list", "size", "path", "clear"];

    private static readonly Argument<string> Action = new("ACTION") { HelpName = "list|size|path|clear", Description = "What to show or do; by default list", DefaultValueFactory = _ => "list" };

    public static Command Create()
    {
        GraftCommand command = new("cache", "Show or clear the features kept from run to run; what a frozen network computed is not computed again.")
        {
            Usage = ["cache [list|size|path|clear]"],
            Examples =
            [
                ("graft cache", "which networks' features are kept, how large they are and when they were used last"),
                ("graft cache clear", "remove them all; later runs compute them again"),
                ("graft cache path", "the folder, for scripts"),
            ],
            Notes =
            [
                "The folder is features/ in GRAFT_CACHE, else in graft/ under XDG_CACHE_HOME or ~/.cache. It holds at most 20 GB, or half of the room that the disk has for it; GRAFT_CACHE_LIMIT sets another bound.",
                "Keep nothing of one run with --set data.cache=false. docs/cache.md says what is kept and when it is trusted.",
            ],
        };
        command.Add(Action);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        FeatureCache cache = FeatureCache.OfUser();
        switch (parsed.GetRequiredValue(Action))
        {
            case "list":
                List(cache);
                break;
            case "size":
                Console.Out.WriteLine(cache.Size().ToString(CultureInfo.InvariantCulture));
                break;
            case "path":
                Console.Out.WriteLine(cache.Folder);
                break;
            case "clear":
                Console.Error.WriteLine($"removed {Amounts.Bytes(cache.Clear())} from {cache.Folder}");
                break;
            case string other:
                throw new MisuseException($"cache {other}: the actions are {string.Join(", ", Actions)}.");
        }
        return GraftProgram.Done;
    }

    private static void List(FeatureCache cache)
    {
        IReadOnlyList<CachedFeatures> entries = cache.List();
        if (entries.Count > 0)
        {
            TextTable table = new("network", ">views", ">numbers", ">size", "last used", "folder");
            foreach (CachedFeatures entry in entries)
            {
                table.Add(entry.Network, Amounts.Count(entry.Rows), $"{Amounts.Bytes(entry.RowBytes)} each", Amounts.Bytes(entry.Bytes),
                    entry.Used.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), Path.GetFileName(entry.Folder));
            }
            table.Write(Console.Out);
        }
        Console.Error.WriteLine($"{Amounts.Bytes(cache.Size())} of at most {Amounts.Bytes(cache.Limit)} in {cache.Folder}");
    }
}
