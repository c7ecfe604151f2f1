using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Graft.Training.Native;

/// <summary>Puts Graft's loading of libtorch in the place of TorchSharp's own, the moment TorchSharp's assembly is loaded and before any of its code runs.</summary>
/// <remarks>docs/decisions/0006-libtorch-loading.md says why this hook and no other.</remarks>
internal static class TorchSharpHook
{
    private const string Binding = "LibTorchSharp";
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
            NativeLibrary.SetDllImportResolver(assembly, (name, _, _) => name == Binding ? LibTorch.Load().Handle : 0);
        }
        catch (InvalidOperationException)
        {
            return; // The program resolves TorchSharp's library itself.
        }
        // Before its first native call TorchSharp looks for libraries by name. That would load the program's own libtorch beside a chosen one, and where it finds none it prints that a package is missing.
        // It is made to find something at once, so that its first native call meets the resolver, which loads the right library or throws an error with the true cause.
        if (OperatingSystem.IsLinux() && Glibc.Version is not null && Platform.Supported.Contains(Platform.Rid))
        {
            foreach (string name in new[] { "torch_cpu.so", "torch_cuda.so", Binding + ".so" })
            {
                MemoryLibrary.Load(name, NamedStub.Build(name));
            }
            return;
        }
        AssemblyLoadContext context = AssemblyLoadContext.GetLoadContext(assembly) ?? AssemblyLoadContext.Default;
        context.ResolvingUnmanagedDll += (asking, _) => asking == assembly ? NativeLibrary.GetMainProgramHandle() : 0;
        LibTorch.TryLoad();
    }
}
