namespace Graft.Imaging;

/// <summary>Numbers that are joined into sets, two at a time.</summary>
/// <remarks>Union by size with path halving (Tarjan and van Leeuwen 1984).</remarks>
public sealed class DisjointSets(int count)
{
    private readonly int[] parent = [.. Enumerable.Range(0, count)];
    private readonly int[] size = [.. Enumerable.Repeat(1, count)];

    /// <summary>The number that stands for a number's set.</summary>
    public int Find(int number)
    {
        while (parent[number] != number)
        {
            number = parent[number] = parent[parent[number]];
        }
        return number;
    }

    /// <summary>Joins two sets.</summary>
    /// <returns>Whether they were two.</returns>
    public bool Join(int one, int other)
    {
        (one, other) = (Find(one), Find(other));
        if (one == other)
        {
            return false;
        }
        (one, other) = size[one] < size[other] ? (other, one) : (one, other);
        parent[other] = one;
        size[one] += size[other];
        return true;
    }
}
