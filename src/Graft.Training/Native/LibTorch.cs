namespace Graft.Training.Native;

/// <summary>The native library that computes tensors and gradients.</summary>
public static class LibTorch
{
    private static readonly Lock Gate = new();
    private static string? asked;
    private static LoadedLibTorch? loaded;
    private static LibTorchException? failure;

    /// <summary>Loads libtorch with the allocator tuned, once for the process. Graft's own types call it; a program that touches TorchSharp before any of them may do so itself.</summary>
    /// <exception cref="LibTorchException">It cannot be loaded; the same error comes again at every later call.</exception>
    public static void EnsureLoaded() => Load();

    /// <summary>Uses the libtorch of an installed PyTorch (its folder <c>site-packages/torch</c> or the <c>lib</c> below it) in place of the one that comes with Graft, and over the variable <c>GRAFT_LIBTORCH</c>.</summary>
    /// <exception cref="LibTorchException">Another libtorch is already loaded.</exception>
    public static void Use(string folder)
    {
        lock (Gate)
        {
            asked = loaded is null ? folder : throw new LibTorchException($"{folder}: asked for as libtorch, but the one in {loaded.Folder.Path} is already loaded, and a process can hold only one. Ask before anything trains.");
            failure = null;
        }
    }

    /// <summary>What is loaded, from where; loads it first.</summary>
    /// <exception cref="LibTorchException">It cannot be loaded.</exception>
    public static LibTorchFacts Facts => LibTorchFacts.Of(Load());

    internal static LoadedLibTorch? TryLoad()
    {
        try
        {
            return Load();
        }
        catch (LibTorchException)
        {
            return null;
        }
    }

    internal static LoadedLibTorch Load()
    {
        // Nothing below may touch TorchSharp's managed types: their loading waits on our hook, which waits on this lock.
        lock (Gate)
        {
            if (failure is not null)
            {
                throw new LibTorchException(failure.Message, failure.InnerException);
            }
            try
            {
                return loaded ??= LibTorchLoader.Load(asked);
            }
            catch (LibTorchException cause)
            {
                failure = cause;
                throw;
            }
        }
    }
}
