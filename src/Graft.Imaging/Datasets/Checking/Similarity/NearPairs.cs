using System.Collections.Concurrent;

namespace Graft.Imaging;

/// <summary>Two pictures that show one photo.</summary>
/// <param name="One">Position of the first; the smaller number.</param>
/// <param name="Alike">How alike they are, 0 to 1.</param>
/// <param name="How">In words.</param>
public sealed record PicturePair(int One, int Other, double Alike, string How);

/// <summary>Finds pictures that show one photo, encoded, resized or trimmed otherwise: candidates by hash, certainty by comparing small copies.</summary>
internal static class NearPairs
{
    /// <summary>Bits in which the hashes of candidates may differ: a trimmed copy does in a dozen, a picture of something else hardly ever.</summary>
    private const int Radius = 11;

    /// <summary>Candidates that are compared with a picture, the nearest first: a thousand frames of one scene shall not be half a million pairs.</summary>
    private const int MostCandidates = 64;

    /// <param name="pictures">Small copies; null for those that are left out.</param>
    public static List<PicturePair> Find(IReadOnlyList<SmallPicture?> pictures, CheckOptions options, CancellationToken cancel = default)
    {
        int[] seen = [.. Enumerable.Range(0, pictures.Count).Where(i => pictures[i] is { IsBlank: false })];
        HammingIndex index = new([.. seen.AsParallel().AsOrdered().Select(i => PerceptualHash.Of(pictures[i]!, 0))], Radius);
        ConcurrentBag<PicturePair> pairs = [];
        int done = 0;
        Parallel.For(0, seen.Length, new ParallelOptions { CancellationToken = cancel }, at =>
        {
            int i = seen[at];
            foreach ((int candidate, int part, bool mirrored) in Candidates(pictures[i]!, at, index, options.Mirrored))
            {
                int j = seen[candidate];
                float alike = Alignment.Best(pictures[j]!, pictures[i]!, PerceptualHash.Parts[part], mirrored);
                if (alike >= options.Alike)
                {
                    pairs.Add(new(Math.Min(i, j), Math.Max(i, j), alike, $"{100 * Math.Min(alike, 1):0} % alike{(mirrored ? ", mirrored" : "")}"));
                }
            }
            options.Progress?.Invoke("comparing", Interlocked.Increment(ref done), seen.Length);
        });
        return [.. pairs.GroupBy(pair => (pair.One, pair.Other)).Select(group => group.MaxBy(pair => pair.Alike)!).OrderBy(pair => pair.One).ThenBy(pair => pair.Other)];
    }

    /// <summary>Pictures that may show a picture or a part of it.</summary>
    private static IEnumerable<(int Candidate, int Part, bool Mirrored)> Candidates(SmallPicture picture, int self, HammingIndex index, bool mirrored)
    {
        Dictionary<(int Candidate, bool Mirrored), (int Apart, int Part)> found = [];
        for (int part = 0; part < PerceptualHash.Parts.Length; part++)
        {
            ulong hash = PerceptualHash.Of(picture, part);
            Look(hash, false);
            if (mirrored)
            {
                Look(hash ^ PerceptualHash.MirrorMask, true);
            }

            void Look(ulong sought, bool turned) => index.Near(sought, (candidate, apart) =>
            {
                if (candidate != self && (!found.TryGetValue((candidate, turned), out (int Apart, int) before) || apart < before.Apart))
                {
                    found[(candidate, turned)] = (apart, part);
                }
            });
        }
        return found.OrderBy(row => row.Value.Apart).ThenBy(row => row.Key.Candidate).Take(MostCandidates).Select(row => (row.Key.Candidate, row.Value.Part, row.Key.Mirrored));
    }
}
