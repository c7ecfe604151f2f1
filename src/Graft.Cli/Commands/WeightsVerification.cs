using System.CommandLine;
using Graft.Cli.CommandLine;
using Graft.Cli.Output;
using Graft.Downloads;
using Graft.Models;

namespace Graft.Cli.Commands;

/// <summary><c>graft weights verify</c>: whether files are what was published.</summary>
internal static class WeightsVerification
{
    private static readonly Argument<string[]> Which = new("ID") { HelpName = "ID|FILE", Description = "Identifiers of the list, or files anywhere; by default all files of the cache", Arity = ArgumentArity.ZeroOrMore };

    public static GraftCommand Create()
    {
        GraftCommand command = new("verify", "Compare weight files with what is published of them; size, SHA-256 or MD5.")
        {
            Usage = ["weights verify [ID|FILE...]"],
            Examples =
            [
                ("graft weights verify", "all files of the cache"),
                ("graft weights verify resnet50-0676ba61.pth", "a file that lies elsewhere; the hash finds out what it is, whatever it is called"),
            ],
            Notes = ["The exit status is 1 when a file is not what was published, or is missing, or cannot be known."],
        };
        command.Add(Which);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        WeightStore store = new();
        string[] words = parsed.GetValue(Which) ?? [];
        string[] paths = words.Length > 0 ? [.. words.Select(word => Path.Exists(word) || Path.GetDirectoryName(word) is { Length: > 0 } ? word : store.PathOf(PublishedWeights.OfFile(word) ?? PretrainedFiles.Find(word)))]
            : [.. PublishedWeights.All.Where(store.HasFile).Select(store.PathOf).Distinct()];
        using StopRequest stop = new() { Saying = "stopping" };
        TextTable table = new("", "", "");
        int bad = 0;
        foreach (string path in paths)
        {
            (bool good, string finding) = Examine(store, path, stop.Token);
            table.Add(good ? "✓" : "✗", path, finding);
            bad += good ? 0 : 1;
        }
        table.Write(Console.Out);
        Console.Error.WriteLine(paths.Length == 0 ? $"no published weight file is in {store.Folder}" : bad == 0 ? $"{paths.Length} as published" : $"{bad} of {paths.Length} not as published");
        return bad == 0 ? GraftProgram.Done : GraftProgram.Failed;
    }

    private static (bool Good, string Finding) Examine(WeightStore store, string path, CancellationToken stop)
    {
        if (!File.Exists(path))
        {
            return (false, "is not there");
        }
        long length = new FileInfo(path).Length;
        using DownloadMeter meter = DownloadMeter.ForStandardError();
        // Without a name to go by, the hash is read first and then looked up.
        PretrainedWeights? named = PublishedWeights.OfFile(path);
        FileCheck check = store.Check(named ?? PublishedWeights.All[0] with { Size = null, Sha256 = null, Md5 = null }, path, read => meter.Report(new DownloadChecking(Path.GetFileName(path), read, length)), stop);
        if (named is not null && check.Fault is { } fault)
        {
            return (false, fault);
        }
        if (named is not null)
        {
            return (true, $"{named.Id}: {Stated(named, check)}");
        }
        PretrainedWeights? same = PublishedWeights.All.FirstOrDefault(weights => weights.IsHashed(check.Sha256!) && (weights.Size ?? length) == length);
        return same is null ? (false, $"is no file that is published with its SHA-256; this one is {check.Sha256}") : (true, $"{same.Id}, published as {same.FileName}: {Stated(same, check)}");
    }

    private static string Stated(PretrainedWeights weights, FileCheck check) => weights switch
    {
        { Sha256: { } hash } => $"SHA-256 {hash}{(hash.Length < 64 ? "…" : "")} as stated",
        { Md5: { } sum } => $"MD5 {sum} as stated",
        { Size: not null } => $"{check.Length:N0} bytes as stated; no hash is, this one's SHA-256 is {check.Sha256}",
        _ => $"neither size nor hash is stated; its SHA-256 is {check.Sha256}",
    };
}
