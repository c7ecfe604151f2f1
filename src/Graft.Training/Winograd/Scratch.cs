using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Graft.Training.Winograd;

/// <summary>Working memory for one task, kept for the next: fresh pages from the kernel would cost as much as the arithmetic.</summary>
internal sealed unsafe partial class Scratch : IDisposable
{
    private const nuint Page = 2 << 20; // a huge page
    private const int OfferHugePages = 14;

    private static readonly ConcurrentBag<Scratch> Free = [];

    private float* start;
    private nuint bytes;

    private Scratch()
    {
    }

    ~Scratch() => NativeMemory.AlignedFree(start);

    /// <summary>At least so many numbers, of no particular value, until it is disposed.</summary>
    public static Scratch Rent(long numbers)
    {
        if (!Free.TryTake(out Scratch? scratch))
        {
            scratch = new();
        }
        nuint wanted = ((nuint)numbers * sizeof(float) + Page - 1) / Page * Page;
        if (scratch.bytes < wanted)
        {
            NativeMemory.AlignedFree(scratch.start);
            scratch.bytes = 0;
            scratch.start = (float*)NativeMemory.AlignedAlloc(wanted, Page);
            scratch.bytes = wanted;
            if (OperatingSystem.IsLinux())
            {
                _ = Advise(scratch.start, wanted, OfferHugePages); // where the kernel refuses, small pages do
            }
        }
        return scratch;
    }

    public float* Start => start;

    /// <summary>Puts the memory back for others.</summary>
    public void Dispose() => Free.Add(this);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint bytes, int advice);
}
