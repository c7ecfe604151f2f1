using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Graft.Training.Native;

/// <summary>Loads libtorch Graft's way the moment TorchSharp's assembly is loaded, before any of its code runs: TorchSharp then finds its libraries in the process.</summary>
/// <remarks>docs/decisions/libtorch-loading.md says why this hook and no other.</remarks>
internal static class TorchSharpHook
{
    private static int taken;

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "A program that references Graft must need no call of its own; the initializer only subscribes to an event.")]
    internal static void Install()
    {
        AppDomain.CurrentDomain.AssemblyLoad += (_, load) => TakeOver(load.LoadedAssembly);
        foreach (Assembly assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            TakeOver(assembly);
        }
    }

    private static void TakeOver(Assembly assembly)
    {
        if (assembly.GetName().Name != "TorchSharp" || Interlocked.Exchange(ref taken, 1) != 0)
        {
            return;
        }
        try
        {
            NativeLibrary.SetDllImportResolver(assembly, (name, _, _) => name == "LibTorchSharp" ? Resolve(assembly) : 0);
        }
        catch (InvalidOperationException)
        {
            return; // The program resolves TorchSharp's library itself.
        }
        // TorchSharp asks for libraries by name before its first native call. Where ours cannot be loaded it must not notice yet, or it prints that a package is missing:
        // it gets the program itself as an answer, and its first native call then meets the resolver, which throws the error that names the true cause.
        AssemblyLoadContext context = AssemblyLoadContext.GetLoadContext(assembly) ?? AssemblyLoadContext.Default;
        context.ResolvingUnmanagedDll += (asking, name) => asking != assembly ? 0
            : LibTorch.TryLoad() is { } loaded ? (name == "LibTorchSharp" ? loaded.Handle : 0)
            : NativeLibrary.GetMainProgramHandle();
        LibTorch.TryLoad();
    }

    private static nint Resolve(Assembly torchSharp)
    {
        nint handle = LibTorch.Load().Handle;
        // Looking for "torch_cpu" by name, TorchSharp would find the program's own copy beside the chosen one and load both. With this flag set it looks no further.
        torchSharp.GetType("TorchSharp.torch")?.GetField("nativeBackendLoaded", BindingFlags.NonPublic | BindingFlags.Static)?.SetValue(null, true);
        return handle;
    }
}
