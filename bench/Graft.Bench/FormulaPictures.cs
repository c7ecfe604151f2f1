using System.Diagnostics;
using System.Globalization;
using Graft.Imaging;
using Graft.Models;

namespace Graft.Bench;

/// <summary>How fast formulas draw: pictures a second, through the loader that feeds training, and what is allocated for each.</summary>
internal static class FormulaPictures
{
    public static int Print(int side, int threads)
    {
        foreach (string kind in new[] { "fractals", "one-fractal", "contours", "atoms", "surfaces", "scenes" })
        {
            ImageDataset data = ImageDataset.Open($"formula:{kind},classes=100,instances=100,side={side}", new() { ValidationFraction = 0 });
            BatchLoader loader = BatchLoader.Create(data.Items(Split.Train), new() { Batch = 64, Threads = threads, Preprocessing = Preprocessing.ImageNet.At(side) });
            Run(loader, 0); // compiled by now
            long allocated = GC.GetTotalAllocatedBytes();
            long start = Stopwatch.GetTimestamp();
            TimeSpan processor = Process.GetCurrentProcess().TotalProcessorTime;
            int pictures = Run(loader, 1);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds, used = (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind,-12} {side} px, {threads} threads: {pictures / seconds,8:f0} pictures/s, {1e6 * used / pictures,6:f0} µs of processor each, {(GC.GetTotalAllocatedBytes() - allocated) / pictures} bytes allocated each"));
        }
        return 0;
    }

    /// <summary>The pictures of a formula for a program that cannot draw them: (3, side, side) bytes each, red, green, blue, one after another class by class.</summary>
    public static int Write(string source, string file, int side)
    {
        ImageDataset data = ImageDataset.Open(source, new() { ValidationFraction = 0 });
        BatchLoader loader = BatchLoader.Create(data.Items(Split.Train), new() { Batch = 64, Preprocessing = Preprocessing.ImageNet.At(side) with { Resize = side } });
        using FileStream stream = File.Create(file);
        foreach (Batch batch in loader.Epoch(0))
        {
            stream.Write(batch.Pixels.Span);
            batch.Dispose();
        }
        return 0;
    }

    private static int Run(BatchLoader loader, int epoch)
    {
        int pictures = 0;
        foreach (Batch batch in loader.Epoch(epoch))
        {
            pictures += batch.Count;
            batch.Dispose();
        }
        return pictures;
    }
}
