using Graft.Cli.CommandLine;
using Graft.Cli.Output;
using Graft.Downloads;
using Graft.Models;

namespace Graft.Cli.Commands;

/// <summary>Published weight files as the commands name, describe and fetch them.</summary>
internal static class PretrainedFiles
{
    /// <summary>The file that a word means: an identifier, or an architecture's first.</summary>
    /// <exception cref="ArchitectureException">It means none.</exception>
    public static PretrainedWeights Find(string word)
    {
        if (PublishedWeights.TryFind(word) is { } weights)
        {
            return weights;
        }
        Architecture? architecture = Architectures.TryFind(word) ?? Architectures.TryFind(word.Split('.')[0]);
        IReadOnlyList<PretrainedWeights> there = architecture is null ? [] : PublishedWeights.Of(architecture.Name);
        if (word.Contains('.', StringComparison.Ordinal) || there.Count == 0)
        {
            string[] known = there.Count > 0 ? [.. there.Select(each => each.Id)] : [.. NearNames.Of(word, PublishedWeights.All.SelectMany(each => new[] { each.Architecture, each.Id }))];
            throw new ArchitectureException($"there are no published weights '{word}'.{(known.Length > 0 ? $" Did you mean {string.Join(" or ", known)}?" : "")} 'graft weights list' shows all there are.");
        }
        return there[0];
    }

    /// <summary>What a person should know before it is fetched: its name, size and terms.</summary>
    public static string Describe(PretrainedWeights weights) =>
        $"{weights.FileName}{(weights.Size is { } size ? $", {Amounts.Bytes(size)}" : "")}, {(weights.Licence is { } licence ? $"licence {licence}" : "no licence stated for the weights")}";

    /// <summary>Makes sure that a file is here, and shows how it comes.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="OperationCanceledException">Ctrl-C; the person has been told how to go on.</exception>
    public static string Pull(PretrainedWeights weights, bool offline, StopRequest stop)
    {
        WeightStore store = new(options: DownloadOptions.FromEnvironment(offline));
        string before = stop.Saying;
        stop.Saying = "stopping; what has come is kept, and the same command goes on from there";
        using DownloadMeter meter = DownloadMeter.ForStandardError();
        if (weights is { Sha256: null, Md5: null } && weights.Address.Scheme == "http" && !store.Has(weights))
        {
            Console.Error.WriteLine("  note: its publisher gives it without protection and states no hash, so damage would be found, but not a forgery");
        }
        string path = store.PullAsync(weights, meter.Report, stop.Token).GetAwaiter().GetResult();
        stop.Saying = before;
        return path;
    }
}
