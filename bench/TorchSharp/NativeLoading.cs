using System.Runtime.InteropServices;
using Graft.Training.Native;

namespace Graft.TorchSharpPeer;

/// <summary>Makes TorchSharp's native library loadable on systems older than the one it was built on; nothing is tuned.</summary>
internal static class NativeLoading
{
    public static void Prepare()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native"), flat = AppContext.BaseDirectory;
        string binding = Find("libLibTorchSharp.so");
        if (!OperatingSystem.IsLinux() || !File.Exists(binding))
        {
            return;
        }
        foreach (string name in new[] { "libc10.so", "libtorch_cpu.so", "libtorch.so" })
        {
            NativeLibrary.Load(Find(name));
        }
        try
        {
            Glibc.LoadBound(binding);
        }
        catch (DllNotFoundException error) when (error.Message.Contains(StreamInitRewrite.Version, StringComparison.Ordinal))
        {
            MemoryLibrary.Load("libLibTorchSharp.so", StreamInitRewrite.Apply(File.ReadAllBytes(binding), binding));
        }

        string Find(string name) => new[] { Path.Combine(flat, name), Path.Combine(folder, name) }.FirstOrDefault(File.Exists) ?? name;
    }
}
