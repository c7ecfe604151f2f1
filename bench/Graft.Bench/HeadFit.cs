using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Graft.Inference;
using Graft.Recipes;
using Graft.Training.Heads;
using Graft.Weights;

namespace Graft.Bench;

/// <summary>A head fitted to rows of features that lie in a file, as a large data set's do: how long it takes, and what of it is in memory at once.</summary>
internal static class HeadFit
{
    public static int Print(int count, int width, int classes)
    {
        string file = Path.Combine(Path.GetTempPath(), $"graft-head-fit-{Environment.ProcessId}");
        try
        {
            Write(file, count, width, classes);
            using MappedFile mapped = new(file);
            long allocated = GC.GetTotalAllocatedBytes();
            TimeSpan processor = Process.GetCurrentProcess().TotalProcessorTime;
            long start = Stopwatch.GetTimestamp();
            LinearHead head = LinearProbe.Fit(new(new MappedRows(mapped, width), [.. Enumerable.Range(0, count).Select(row => row % classes)]), classes, seed: 0);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} rows of {width} ({(long)count * width * 4 / 1e6:f0} MB in a file), {classes} classes: {Stopwatch.GetElapsedTime(start).TotalSeconds:f1} s, "
                + $"{(Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds:f1} s of processors, {(GC.GetTotalAllocatedBytes() - allocated) / 1e6:f0} MB allocated in all, {head.Iterations} passes for the last fit, {head.Accuracy:p1} right"));
            return 0;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void Write(string file, int count, int width, int classes)
    {
        AddressedRandom random = new(1);
        float[] noise = [.. Enumerable.Range(0, 1 << 16).Select(_ => (float)random.NextNormal())], centres = [.. Enumerable.Range(0, classes * width).Select(_ => (float)random.NextNormal() / 5)], row = new float[width];
        using FileStream stream = new(file, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        for (int i = 0; i < count; i++)
        {
            int from = random.Next(noise.Length - width);
            for (int j = 0; j < width; j++)
            {
                row[j] = noise[from + j] + centres[(i % classes * width) + j];
            }
            stream.Write(MemoryMarshal.AsBytes(row.AsSpan()));
        }
    }

    private sealed class MappedRows(MappedFile file, int width) : FeatureRows
    {
        public override int Count => (int)(file.Length / Width / sizeof(float));

        public override int Width => width;

        public override void Read(int row, Span<float> into) => MemoryMarshal.Cast<byte, float>(file.Span((long)row * width * sizeof(float), width * sizeof(float))).CopyTo(into);
    }
}
