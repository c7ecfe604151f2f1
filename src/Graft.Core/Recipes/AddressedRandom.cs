namespace Graft.Recipes;

/// <summary>Random numbers drawn from an address, such as (seed, epoch, picture), instead of from a state that is carried along.</summary>
/// <remarks>
/// Two generators of the same address give the same numbers whatever was drawn elsewhere, so neither the number of threads nor a restart changes a run.
/// SplitMix64 (Steele, Lea and Flood 2014) in counter form; the address is folded in word by word through the same mixing function.
/// </remarks>
public struct AddressedRandom
{
    private ulong state;

    public AddressedRandom(long seed, params ReadOnlySpan<long> address)
    {
        state = Mix((ulong)seed + Golden);
        foreach (long word in address)
        {
            state = Mix(state ^ Mix((ulong)word + Golden));
        }
    }

    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>A number that stands for a text in an address; the same on every machine (FNV-1a, 64 bits, over UTF-16 units).</summary>
    public static long Word(string text)
    {
        ulong hash = 14695981039346656037;
        foreach (char unit in text)
        {
            hash = (hash ^ unit) * 1099511628211;
        }
        return (long)hash;
    }

    public ulong NextBits() => Mix(state += Golden);

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [low, high).</summary>
    public double Next(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>Uniform in 0 … bound − 1.</summary>
    public int Next(int bound) => (int)(((NextBits() >> 32) * (ulong)bound) >> 32);

    /// <summary>Normal with mean 0 and deviation 1 (Box and Muller 1958; one of the pair is used).</summary>
    public double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>A permutation of 0 … count − 1 (Fisher and Yates).</summary>
    public int[] NextPermutation(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int j = Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
