using System.Numerics;

namespace Graft.Imaging;

/// <summary>Finds the 64-bit hashes that differ from another in few bits, without looking at all of them.</summary>
/// <remarks>Multi-index hashing (Norouzi, Punjani and Fleet 2012, arXiv:1307.2982): of four quarters, at least one differs in no more than a quarter of the bits, so only hashes with such a quarter are compared.</remarks>
internal sealed class HammingIndex
{
    private const int Quarters = 4, QuarterBits = 16, Buckets = 1 << QuarterBits;

    private readonly ulong[] hashes;
    private readonly int radius;
    private readonly int[] flips;
    private readonly (int[] Start, int[] Members)[] tables;

    /// <param name="radius">Bits in which two hashes may differ.</param>
    public HammingIndex(ulong[] hashes, int radius)
    {
        (this.hashes, this.radius) = (hashes, radius);
        flips = [.. Enumerable.Range(0, Buckets).Where(mask => BitOperations.PopCount((uint)mask) <= radius / Quarters)];
        tables = [.. Enumerable.Range(0, Quarters).Select(Table)];
    }

    /// <summary>Calls back with the place and the distance in bits of each hash within the radius, once.</summary>
    public void Near(ulong hash, Action<int, int> found)
    {
        for (int quarter = 0; quarter < Quarters; quarter++)
        {
            (int[] start, int[] members) = tables[quarter];
            int own = Quarter(hash, quarter);
            foreach (int flip in flips)
            {
                int bucket = own ^ flip;
                for (int i = start[bucket]; i < start[bucket + 1]; i++)
                {
                    ulong apart = hashes[members[i]] ^ hash;
                    if (BitOperations.PopCount(apart) <= radius && FirstQuarter(apart) == quarter)
                    {
                        found(members[i], BitOperations.PopCount(apart));
                    }
                }
            }
        }
    }

    // The first quarter by which a hash would be met, so that it is told of once.
    private int FirstQuarter(ulong apart)
    {
        int quarter = 0;
        while (BitOperations.PopCount((uint)Quarter(apart, quarter)) > radius / Quarters)
        {
            quarter++;
        }
        return quarter;
    }

    private static int Quarter(ulong hash, int quarter) => (int)(hash >> (quarter * QuarterBits)) & (Buckets - 1);

    private (int[] Start, int[] Members) Table(int quarter)
    {
        int[] start = new int[Buckets + 1], members = new int[hashes.Length];
        foreach (ulong hash in hashes)
        {
            start[Quarter(hash, quarter) + 1]++;
        }
        for (int bucket = 0; bucket < Buckets; bucket++)
        {
            start[bucket + 1] += start[bucket];
        }
        int[] next = [.. start];
        for (int i = 0; i < hashes.Length; i++)
        {
            members[next[Quarter(hashes[i], quarter)]++] = i;
        }
        return (start, members);
    }
}
