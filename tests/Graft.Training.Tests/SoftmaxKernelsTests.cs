using Graft.Recipes;
using Graft.Training.Heads;

namespace Graft.Training.Tests;

public class SoftmaxKernelsTests
{
    /// <summary>Rows and classes that fill no block, no pair, and several tiles of classes or none.</summary>
    [Theory]
    [InlineData(9, 4096, 37)]
    [InlineData(3, 4096, 33)]
    [InlineData(64, 16, 5)]
    [InlineData(19, 24, 11)]
    [InlineData(1, 8, 1)]
    public void The_products_are_those_of_their_definitions(int rows, int stride, int classes)
    {
        AddressedRandom random = new(9);
        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.NextNormal())];
        float[] x = Draw(rows * stride), w = Draw(classes * stride), bias = Draw(classes), logits = new float[rows * classes], gradient = Draw(classes * stride), before = [.. gradient];
        SoftmaxKernels.Logits(x, w, bias, stride, logits);
        double[] expected = [.. from row in Enumerable.Range(0, rows) from k in Enumerable.Range(0, classes) select bias[k] + Enumerable.Range(0, stride).Sum(i => (double)x[(row * stride) + i] * w[(k * stride) + i])];
        Assert.All(expected, (value, i) => Assert.Equal(value, logits[i], 1e-3));
        float[] residual = Draw(rows * classes);
        SoftmaxKernels.AddGradient(x, residual, classes, stride, gradient);
        double[] sums = [.. from k in Enumerable.Range(0, classes) from i in Enumerable.Range(0, stride) select before[(k * stride) + i] + Enumerable.Range(0, rows).Sum(row => (double)residual[(row * classes) + k] * x[(row * stride) + i])];
        Assert.InRange(sums.Zip(gradient, (value, found) => Math.Abs(value - found)).Max(), 0, 1e-4);
    }

    /// <summary>Processors with vectors of 512 bits do several rows and classes at once; one row is always done alone.</summary>
    [Theory]
    [InlineData(64, 1280, 10)]
    [InlineData(27, 24, 7)]
    public void Rows_done_together_give_the_bits_of_rows_done_one_by_one_or_in_fours(int rows, int stride, int classes)
    {
        AddressedRandom random = new(10);
        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.NextNormal())];
        float[] x = Draw(rows * stride), w = Draw(classes * stride), bias = Draw(classes), residual = Draw(rows * classes), together = new float[rows * classes], alone = new float[rows * classes], sum = Draw(classes * stride), fours = [.. sum];
        SoftmaxKernels.Logits(x, w, bias, stride, together);
        SoftmaxKernels.AddGradient(x, residual, classes, stride, sum);
        for (int row = 0; row < rows; row++)
        {
            SoftmaxKernels.Logits(x.AsSpan(row * stride, stride), w, bias, stride, alone.AsSpan(row * classes, classes));
        }
        for (int row = 0; row < rows; row += 4)
        {
            int count = Math.Min(4, rows - row);
            SoftmaxKernels.AddGradient(x.AsSpan(row * stride, count * stride), residual.AsSpan(row * classes, count * classes), classes, stride, fours);
        }
        Assert.Equal(alone, together);
        Assert.Equal(fours, sum);
    }
}
