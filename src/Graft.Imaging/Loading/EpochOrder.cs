using Graft.Recipes;

namespace Graft.Imaging;

/// <summary>The order in which an epoch goes through the training pictures: a permutation that hangs on seed and epoch alone.</summary>
public static class EpochOrder
{
    private static readonly long OrderWord = AddressedRandom.Word("order");

    public static int[] Of(long seed, int epoch, int count) => new AddressedRandom(seed, OrderWord, epoch).NextPermutation(count);

    /// <summary>The position among all pictures of the one that is seen at a place of the order: its own, or the next good one.</summary>
    /// <param name="isBad">Whether a picture, by its position, cannot be decoded.</param>
    /// <param name="beyond">How many bad ones were passed over.</param>
    /// <returns>−1 where all are bad.</returns>
    public static int GoodFrom(int[] order, int place, Func<int, bool> isBad, out int beyond)
    {
        for (beyond = 0; beyond < order.Length; beyond++)
        {
            int picture = order[(place + beyond) % order.Length];
            if (!isBad(picture))
            {
                return picture;
            }
        }
        return -1;
    }
}
