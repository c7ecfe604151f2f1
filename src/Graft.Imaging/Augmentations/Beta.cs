using Graft.Recipes;

namespace Graft.Imaging;

/// <summary>The symmetric beta distribution.</summary>
internal static class Beta
{
    /// <summary>A draw from Beta(alpha, alpha), 0 … 1.</summary>
    public static double Draw(double alpha, ref AddressedRandom random)
    {
        double one = LogGamma(alpha, ref random), other = LogGamma(alpha, ref random);
        return 1 / (1 + Math.Exp(other - one));
    }

    // The logarithm of a draw from Gamma(shape, 1): a small shape's draws are too small for a double. Marsaglia and Tsang 2000, with their section 6 for shapes below 1.
    private static double LogGamma(double shape, ref AddressedRandom random)
    {
        if (shape < 1)
        {
            double boost = Math.Log(1 - random.NextDouble()) / shape;
            return LogGamma(shape + 1, ref random) + boost;
        }
        double d = shape - (1.0 / 3), c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double normal = random.NextNormal(), root = 1 + (c * normal);
            double cube = root * root * root;
            if (root > 0 && Math.Log(1 - random.NextDouble()) < (0.5 * normal * normal) + d - (d * cube) + (d * Math.Log(cube)))
            {
                return Math.Log(d * cube);
            }
        }
    }
}
