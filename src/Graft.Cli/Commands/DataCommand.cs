using System.CommandLine;
using System.Diagnostics;
using Graft.Archives;
using Graft.Cli.CommandLine;
using Graft.Cli.Output;
using Graft.Downloads;
using Graft.Imaging;

namespace Graft.Cli.Commands;

/// <summary><c>graft data</c>: published data sets, fetched and found complete.</summary>
internal static class DataCommand
{
    private static readonly Argument<string> Name = new("NAME") { HelpName = "food101", Description = "Which data set: food101" };
    private static readonly Argument<string> Into = new("DIR") { Description = "The folder it becomes; by default food-101", DefaultValueFactory = _ => "food-101" };
    private static readonly Option<string?> Archive = new("--archive") { HelpName = "FILE", Description = "Unpack this copy of the archive, which is verified first" };
    private static readonly Option<bool> Keep = new("--keep-archive") { Description = "Leave the archive in the cache once it is unpacked" };
    private static readonly Option<bool> Offline = new("--offline") { Description = "Look in folders only, never in the network (also: GRAFT_OFFLINE=1)" };

    public static Command Create()
    {
        GraftCommand pull = new("pull", "Fetch and unpack a published data set; verified, and going on where an earlier attempt stopped.")
        {
            Usage = ["data pull food101 [DIR] [--archive FILE] [--keep-archive] [--offline]"],
            Examples =
            [
                ("graft data pull food101", "5 GB into the cache, then 101,000 pictures into food-101/"),
                ("graft data pull food101 photos/food --archive ~/Downloads/food-101.tar.gz", "from an archive that is here already"),
            ],
            Notes =
            [
                $"Food-101 (Bossard et al. 2014): {Food101.Terms}. Twice 5 GB of disk are needed until the archive is removed.",
                "The archive comes into data/ under the cache (GRAFT_CACHE), from GRAFT_MIRROR or its publisher. Nothing in it can leave the folder: links, devices and names that lead elsewhere are refused.",
            ],
        };
        foreach (Argument argument in new Argument[] { Name, Into })
        {
            pull.Add(argument);
        }
        foreach (Option option in new Option[] { Archive, Keep, Offline })
        {
            pull.Add(option);
        }
        pull.SetAction(Pull);
        return GraftCommand.Group("data", "Fetch published data sets, and look at any.", [("graft data pull food101", "fetch Food-101, or see whether all of it is there"), ("graft data sheet formula:scenes scenes.png", "see what a formula draws")], ["What is wrong with a data set, whichever it is, 'graft check' says."], pull, SheetCommand.Create());
    }

    private static int Pull(ParseResult parsed)
    {
        if (!parsed.GetRequiredValue(Name).Replace("-", "", StringComparison.Ordinal).Equals("food101", StringComparison.OrdinalIgnoreCase))
        {
            throw new MisuseException($"there is no data set '{parsed.GetValue(Name)}' to fetch; there is food101.");
        }
        string folder = parsed.GetRequiredValue(Into);
        using StopRequest stop = new() { Saying = "stopping; what has come is kept, and the same command goes on from there" };
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            // A finished pull asked for again is no error; anything else in that place is somebody's.
            Console.Error.WriteLine($"{folder} is there already");
            return Completeness(folder, stop.Token);
        }
        TarExtraction.RequireRoom(folder, Food101.Archive.Size!.Value);
        Console.Error.WriteLine($"Food-101: {Food101.Archive.Name}, {Amounts.Bytes(Food101.Archive.Size.Value)}; {Food101.Terms}");
        string archive = parsed.GetValue(Archive) is { } own ? Verified(own, stop.Token) : Fetched(parsed.GetValue(Offline), stop.Token);
        Unpack(archive, folder, stop);
        int status = Completeness(folder, stop.Token);
        if (status == GraftProgram.Done && parsed.GetValue(Archive) is null && !parsed.GetValue(Keep))
        {
            File.Delete(archive);
        }
        return status;
    }

    /// <summary>Whether the folder holds the whole of Food-101, each picture with a readable header.</summary>
    private static int Completeness(string folder, CancellationToken stop)
    {
        DatasetFindings found;
        using (StageMeter meter = new())
        {
            found = DatasetCheck.Run(folder, new() { Quick = true, Progress = meter.Report }, stop);
        }
        string[] faults = [.. found.LacksOfFood101(), .. found.Findings.Where(finding => finding.Kind is FindingKind.Missing or FindingKind.Unreadable).Select(finding => $"{finding.File}: {finding.Detail}")];
        Console.Out.WriteLine($"{folder}: {found.Classes.Count} classes, {found.Counts.Sum(row => row.Count):N0} pictures, {(faults.Length == 0 ? "the whole of Food-101" : "not the whole of Food-101")}");
        foreach (string fault in faults.Take(10))
        {
            Console.Out.WriteLine($"  {fault}");
        }
        if (faults.Length > 10)
        {
            Console.Out.WriteLine($"  … and {faults.Length - 10:N0} more ('graft check {folder}' shows all)");
        }
        return faults.Length == 0 ? GraftProgram.Done : GraftProgram.Failed;
    }

    private static string Fetched(bool offline, CancellationToken stop)
    {
        string path = Path.Combine(CacheFolder.Of("data"), Food101.Archive.Name);
        using Downloader downloader = new(DownloadOptions.FromEnvironment(offline));
        using DownloadMeter meter = DownloadMeter.ForStandardError();
        downloader.FetchAsync(Food101.Archive, path, meter.Report, stop).GetAwaiter().GetResult();
        return path;
    }

    private static string Verified(string archive, CancellationToken stop)
    {
        using DownloadMeter meter = DownloadMeter.ForStandardError();
        FileCheck check = FileCheck.Of(Food101.Archive, archive, read => meter.Report(new DownloadChecking(Path.GetFileName(archive), read, Food101.Archive.Size!.Value)), stop);
        return check.IsMatch ? archive : throw new DownloadException($"{archive} is not the archive that is published at {Food101.Archive.Address}: it {check.Fault}. Fetch it again.");
    }

    private static void Unpack(string archive, string folder, StopRequest stop)
    {
        stop.Saying = "stopping; the archive is kept, what is unpacked is not";
        using DownloadMeter meter = DownloadMeter.ForStandardError();
        Stopwatch watch = Stopwatch.StartNew();
        int files = Food101.Extraction.Run(archive, folder, progress => meter.Report(new DownloadProgressed("unpacking", progress.Read, progress.Total, progress.Read / Math.Max(watch.Elapsed.TotalSeconds, 0.1))), stop.Token);
        meter.Dispose();
        Console.Error.WriteLine($"  unpacked {files:N0} files into {folder}");
    }
}
