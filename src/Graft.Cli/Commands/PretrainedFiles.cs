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
        if (TryFind(word) is { } weights)
        {
            return weights;
        }
        PretrainedWeights[] there = [.. PublishedWeights.Of(Architectures.TryFind(word.Split('.')[0])?.Name ?? "")];
        string[] known = there.Length > 0 ? [.. there.Select(each => each.Id)] : [.. NearNames.Of(word, PublishedWeights.All.SelectMany(each => new[] { each.Architecture, each.Id }))];
        throw new ArchitectureException($"there are no published weights '{word}'.{(known.Length > 0 ? $" Did you mean {string.Join(" or ", known)}?" : "")} 'graft weights list' shows all there are.");
    }

    /// <summary>The same; null where the word means none.</summary>
    public static PretrainedWeights? TryFind(string word) =>
        PublishedWeights.TryFind(word) ?? (word.Contains('.', StringComparison.Ordinal) || Architectures.TryFind(word) is not { } architecture ? null : PublishedWeights.Of(architecture.Name).FirstOrDefault());

    /// <summary>The network that is taken where nobody names one; its weights are here afterwards.</summary>
    /// <exception cref="DownloadException">None can be had.</exception>
    public static DefaultNetwork ChooseDefault(bool offline, StopRequest stop)
    {
        PretrainedWeights preferred = PublishedWeights.Of(DefaultNetwork.Preferred)[0];
        WeightStore store = new(options: DownloadOptions.FromEnvironment(offline));
        Console.Error.WriteLine($"no --model is given; taking {preferred.Architecture}{(store.Has(preferred) ? "" : $", whose weights are {Describe(preferred)}")}");
        return Fetch(stop, report => DefaultNetwork.ChooseAsync(store, report, stop.Token));
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
        if (weights is { Sha256: null, Md5: null } && weights.Address.Scheme == "http" && !store.Has(weights))
        {
            Console.Error.WriteLine("  note: its publisher gives it without protection and states no hash, so damage would be found, but not a forgery");
        }
        return Fetch(stop, report => store.PullAsync(weights, report, stop.Token));
    }

    private static T Fetch<T>(StopRequest stop, Func<Action<DownloadEvent>, Task<T>> fetch)
    {
        string before = stop.Saying;
        stop.Saying = "stopping; what has come is kept, and the same command goes on from there";
        using DownloadMeter meter = DownloadMeter.ForStandardError();
        T fetched = fetch(meter.Report).GetAwaiter().GetResult();
        stop.Saying = before;
        return fetched;
    }
}
