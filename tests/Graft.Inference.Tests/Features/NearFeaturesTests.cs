using Graft.Recipes;

namespace Graft.Inference.Tests.Features;

/// <summary>Rows that point the same way, against comparing all with all.</summary>
public sealed class NearFeaturesTests
{
    [Fact]
    public void Pairs_are_those_that_comparing_all_with_all_finds()
    {
        const int Width = 96, Count = 600;
        AddressedRandom random = new(4);
        float[] rows = new float[Count * Width];
        for (int row = 0; row < Count; row++)
        {
            for (int i = 0; i < Width; i++)
            {
                // Every third is a disturbed copy of the one before; all lie far from the origin, as pooled features do.
                rows[(row * Width) + i] = row % 3 == 1 ? rows[((row - 1) * Width) + i] + (float)(0.4 * random.NextNormal()) : 5 + (float)random.NextNormal();
            }
        }
        (int, int)[] found = [.. NearFeatures.Pairs(FeatureRows.Of(rows, Width), 0.85f).Select(pair => (pair.One, pair.Other))];
        Assert.Equal(Brute(rows, Width, 0.85), found);
        Assert.InRange(found.Length, 150, 220);
    }

    private static (int, int)[] Brute(float[] rows, int width, double least)
    {
        int count = rows.Length / width;
        double[] mean = [.. Enumerable.Range(0, width).Select(i => Enumerable.Range(0, count).Average(row => (double)rows[(row * width) + i]))];
        double[][] centred = [.. Enumerable.Range(0, count).Select(row => Enumerable.Range(0, width).Select(i => rows[(row * width) + i] - mean[i]).ToArray())];
        double Dot(double[] one, double[] other) => one.Zip(other, (a, b) => a * b).Sum();
        return [.. Enumerable.Range(0, count).SelectMany(i => Enumerable.Range(i + 1, count - i - 1).Select(j => (i, j))).Where(pair => Dot(centred[pair.i], centred[pair.j]) >= least * Math.Sqrt(Dot(centred[pair.i], centred[pair.i]) * Dot(centred[pair.j], centred[pair.j])))];
    }
}
