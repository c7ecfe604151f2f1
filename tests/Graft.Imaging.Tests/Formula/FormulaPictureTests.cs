using System.Collections.Concurrent;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using Graft.Imaging.Formula;

namespace Graft.Imaging.Tests.Formula;

public sealed class FormulaPictureTests
{
    /// <summary>The beginning of SHA-256 of pictures of each kind: the same on every machine, whatever vectors it has. A change of them is a change of what networks were trained on: raise <see cref="FormulaPainter.Version"/>.</summary>
    [Theory]
    [InlineData(FormulaKind.Fractals, 64, "2c98546d8c86b7de")]
    [InlineData(FormulaKind.OneFractal, 64, "a49bb2aeb908da4c")]
    [InlineData(FormulaKind.Contours, 64, "1b0604afe12b8491")]
    [InlineData(FormulaKind.Atoms, 64, "5dcb98a60bf0c837")]
    [InlineData(FormulaKind.Surfaces, 64, "fcdf7a37ee68b327")]
    [InlineData(FormulaKind.Scenes, 64, "0dd30fbb934da1e0")]
    [InlineData(FormulaKind.Scenes, 61, "6277cc24218d65bf")]
    public void Pictures_are_the_same_on_every_machine(FormulaKind kind, int side, string hash)
    {
        using FormulaPainter painter = new();
        byte[] all = [.. Enumerable.Range(0, 24).SelectMany(i => Paint(painter, kind, side, 1, i % 8, i))];
        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(all))[..16]);
    }

    [Theory]
    [InlineData(FormulaKind.Fractals)]
    [InlineData(FormulaKind.OneFractal)]
    [InlineData(FormulaKind.Contours)]
    [InlineData(FormulaKind.Atoms)]
    [InlineData(FormulaKind.Surfaces)]
    [InlineData(FormulaKind.Scenes)]
    public void A_picture_hangs_on_its_address_alone(FormulaKind kind)
    {
        // Each thread draws them in another order and in other sizes between, on a canvas that holds what was drawn before.
        byte[][] alone = [.. Enumerable.Range(0, 12).Select(i => Fresh(kind, 48, 3, i % 5, i))];
        ConcurrentBag<int> different = [];
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, thread =>
        {
            using FormulaPainter painter = new();
            for (int i = 0; i < alone.Length; i++)
            {
                int which = ((i * 5) + (thread * 7)) % alone.Length;
                Paint(painter, FormulaKind.Scenes, 33 + i, 0, i, thread);
                if (!alone[which].AsSpan().SequenceEqual(Paint(painter, kind, 48, 3, which % 5, which)))
                {
                    different.Add(which);
                }
            }
        });
        Assert.Empty(different);
        Assert.Equal(alone.Length, alone.DistinctBy(Convert.ToBase64String).Count());
        Assert.NotEqual(alone[0], Fresh(kind, 48, 4, 0, 0));
    }

    [Theory]
    [InlineData(FormulaKind.Fractals)]
    [InlineData(FormulaKind.Contours)]
    [InlineData(FormulaKind.Atoms)]
    [InlineData(FormulaKind.Surfaces)]
    [InlineData(FormulaKind.Scenes)]
    public void Pictures_show_something(FormulaKind kind)
    {
        int blank = Enumerable.Range(0, 40).Count(i => Fresh(kind, 48, 0, i, 0).Chunk(4).DistinctBy(pixel => BitConverter.ToInt32(pixel)).Count() < 3);
        Assert.InRange(blank, 0, 4);
        Assert.All(Fresh(kind, 21, 0, 0, 0).Chunk(4), pixel => Assert.Equal(255, pixel[3]));
    }

    /// <summary>A picture of a class lies nearer to others of its class than to those of other classes, by the mean and spread of its colours, or the task could not be learned at all.</summary>
    [Fact]
    public void Classes_can_be_told_apart()
    {
        double[][][] looks = [.. Enumerable.Range(0, 12).Select(label => (double[][])[.. Enumerable.Range(0, 8).Select(instance => Look(Fresh(FormulaKind.Surfaces, 48, 0, label, instance)))])];
        int right = 0;
        for (int label = 0; label < looks.Length; label++)
        {
            int nearest = Enumerable.Range(0, looks.Length).MinBy(other => looks[other].Skip(1).Min(look => look.Zip(looks[label][0], (a, b) => (a - b) * (a - b)).Sum()));
            right += nearest == label ? 1 : 0;
        }
        Assert.InRange(right, 6, 12); // one by chance
    }

    [Fact]
    public void Sines_are_those_of_mathematics()
    {
        for (float turns = -3; turns < 3; turns += 0.01f)
        {
            Assert.Equal(Math.Sin(2 * Math.PI * turns), Lanes.Sine(turns), 0.0003);
        }
    }

    [Fact]
    public void The_nearest_points_of_the_lattice_are_the_nearest_of_all()
    {
        (float X, float Y)[] points = [.. from row in Enumerable.Range(-4, 9) from column in Enumerable.Range(-4, 9) select Point(column, row)];
        for (int i = 0; i < 50; i++)
        {
            (float x, float y) = ((i * 0.0371f) - 0.9f, (i * 0.0213f) - 0.5f);
            float[] distances = [.. points.Select(point => ((point.X - x) * (point.X - x)) + ((point.Y - y) * (point.Y - y))).Order()];
            float first = Lattice.Cells(Vector256.Create(x), Vector256.Create(y), 7, out Vector256<float> second, out _).ToScalar();
            Assert.Equal(distances[0], first, 1e-4f);
            if (distances[1] < 1) // beyond, the second may lie outside the cells that are looked at
            {
                Assert.Equal(distances[1], second.ToScalar(), 1e-4f);
            }
        }

        static (float, float) Point(int column, int row)
        {
            Vector256<uint> bits = Lanes.Hash(Vector256.Create(column), Vector256.Create(row), 7);
            return (column + Lanes.Unit(bits).ToScalar(), row + Lanes.LowUnit(bits).ToScalar());
        }
    }

    [Fact]
    public void Noise_is_even_and_smooth()
    {
        float[] values = [.. Enumerable.Range(0, 4000).Select(i => Lattice.Noise(Vector256.Create((i * 0.731f) - 500), Vector256.Create(i * 0.377f), 5).ToScalar())];
        Assert.All(values, value => Assert.InRange(value, 0, 1));
        Assert.InRange(values.Average(), 0.47, 0.53);
        Assert.InRange(Enumerable.Range(0, 500).Max(i => Math.Abs(At(i * 0.01f) - At((i * 0.01f) + 0.001f))), 0, 0.003);

        static float At(float x) => Lattice.Noise(Vector256.Create(x), Vector256.Create(0.3f), 5).ToScalar();
    }

    private static byte[] Fresh(FormulaKind kind, int side, long seed, int label, int instance)
    {
        using FormulaPainter painter = new();
        return Paint(painter, kind, side, seed, label, instance);
    }

    private static unsafe byte[] Paint(FormulaPainter painter, FormulaKind kind, int side, long seed, int label, int instance)
    {
        byte[] pixels = new byte[4 * side * side];
        fixed (byte* start = pixels)
        {
            painter.Paint(kind, side, seed, label, instance, start);
        }
        return pixels;
    }

    /// <summary>Mean and deviation of each channel.</summary>
    private static double[] Look(byte[] pixels) =>
    [
        .. Enumerable.Range(0, 3).SelectMany(channel =>
        {
            double[] values = [.. pixels.Chunk(4).Select(pixel => (double)pixel[channel])];
            double mean = values.Average();
            return new[] { mean, 2 * Math.Sqrt(values.Average(value => (value - mean) * (value - mean))) };
        }),
    ];
}
