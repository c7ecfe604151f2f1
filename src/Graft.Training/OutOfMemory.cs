using System.Runtime.InteropServices;

namespace Graft.Training;

/// <summary>Tells a lack of memory from other errors.</summary>
internal static class OutOfMemory
{
    // What libtorch's allocators say: on Linux, on Windows, on a CUDA device, and where C++ itself found none.
    private static readonly string[] Words = ["can't allocate memory", "not enough memory", "out of memory", "bad_alloc"];

    public static bool IsCauseOf(Exception error) => error is OutOfMemoryException || (error is ExternalException && Words.Any(words => error.Message.Contains(words, StringComparison.OrdinalIgnoreCase)));
}
