using System.Numerics;
using Graft.Recipes;

namespace Graft.Imaging.Tests.Datasets;

/// <summary>Finding like among many: the index against looking at all, hashes of mirrored and trimmed pictures, sets.</summary>
public sealed class SimilarityTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(11)]
    public void The_index_finds_exactly_what_looking_at_all_pairs_finds(int radius)
    {
        AddressedRandom random = new(1);
        ulong[] hashes = new ulong[2000];
        for (int i = 0; i < hashes.Length; i++)
        {
            hashes[i] = i < 200 ? random.NextBits() : Flip(hashes[i % 200], random.Next(16), ref random);
        }
        HammingIndex index = new(hashes, radius);
        long pairs = 0;
        for (int i = 0; i < 400; i++)
        {
            List<(int, int)> found = [];
            index.Near(hashes[i], (at, apart) => found.Add((at, apart)));
            (int, int)[] expected = [.. hashes.Select((hash, at) => (at, BitOperations.PopCount(hash ^ hashes[i]))).Where(row => row.Item2 <= radius)];
            Assert.Equal(expected, found.Order());
            pairs += expected.Length;
        }
        Assert.True(pairs >= 400 && (radius == 0 || pairs > 800), $"{pairs}");
    }

    [Fact]
    public void A_mirror_flips_the_bits_of_the_mask_and_no_others()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            byte[] planes = Waves(seed);
            byte[] mirrored = [.. planes.Chunk(SmallPicture.Side).SelectMany(row => row.Reverse())];
            SmallPicture one = SmallPicture.Of(planes), other = SmallPicture.Of(mirrored);
            Assert.Equal(PerceptualHash.Of(one, 0) ^ PerceptualHash.MirrorMask, PerceptualHash.Of(other, 0));
            Assert.Equal(1, one.Correlation(other, SmallWindow.Whole, mirrored: true), 4);
            Assert.True(one.Correlation(other, SmallWindow.Whole, mirrored: false) < 0.95);
        }
    }

    [Fact]
    public void Unlike_pictures_have_unlike_hashes()
    {
        ulong[] hashes = [.. Enumerable.Range(0, 60).Select(seed => PerceptualHash.Of(SmallPicture.Of(Waves(seed)), 0))];
        int[] apart = [.. hashes.SelectMany((one, i) => hashes.Skip(i + 1).Select(other => BitOperations.PopCount(one ^ other)))];
        Assert.InRange(apart.Average(), 28, 36);
        Assert.True(apart.Min() > 11, $"{apart.Min()}");
    }

    [Fact]
    public void Sets_are_those_of_a_search_through_the_graph()
    {
        AddressedRandom random = new(3);
        (int, int)[] edges = new (int, int)[80];
        DisjointSets sets = new(100);
        for (int i = 0; i < edges.Length; i++)
        {
            edges[i] = (random.Next(100), random.Next(100));
            bool apart = !Reaches(edges[..i], edges[i].Item1, edges[i].Item2);
            Assert.Equal(apart, sets.Join(edges[i].Item1, edges[i].Item2));
        }
    }

    private static bool Reaches((int, int)[] edges, int from, int to)
    {
        HashSet<int> seen = [from];
        while (edges.Any(edge => seen.Contains(edge.Item1) != seen.Contains(edge.Item2)))
        {
            foreach ((int one, int other) in edges.Where(edge => seen.Contains(edge.Item1) || seen.Contains(edge.Item2)).ToArray())
            {
                seen.UnionWith([one, other]);
            }
        }
        return seen.Contains(to);
    }

    private static ulong Flip(ulong hash, int bits, ref AddressedRandom random)
    {
        for (int i = 0; i < bits; i++)
        {
            hash ^= 1UL << random.Next(64);
        }
        return hash;
    }

    // A sum of waves in all directions, grey, (3, 32, 32).
    private static byte[] Waves(int seed)
    {
        AddressedRandom random = new(seed, 5);
        double[] plane = new double[SmallPicture.Area];
        for (int wave = 0; wave < 24; wave++)
        {
            (double across, double down, double phase) = (random.Next(-1, 1), random.Next(-1, 1), random.Next(0, 6.3));
            for (int i = 0; i < plane.Length; i++)
            {
                plane[i] += Math.Sin((across * (i % SmallPicture.Side)) + (down * (i / SmallPicture.Side)) + phase);
            }
        }
        byte[] grey = [.. plane.Select(value => (byte)Math.Clamp(128 + (20 * value), 0, 255))];
        return [.. grey, .. grey, .. grey];
    }
}
