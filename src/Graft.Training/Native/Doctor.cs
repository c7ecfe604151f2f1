using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Graft.Downloads;
using Graft.Inference;
using Graft.Models;
using Architecture = System.Runtime.InteropServices.Architecture;

namespace Graft.Training.Native;

/// <summary>Looks at everything that Graft stands on: the system, the processor, the native libraries, the devices.</summary>
public static class Doctor
{
    /// <summary>Loads libtorch, if it can, and says what is there and what to do about anything missing. Never throws for what it finds.</summary>
    public static IReadOnlyList<DoctorRow> Examine() => [.. System(), .. Processor(), .. Libraries(), Weights(), .. Torch()];

    private static IEnumerable<DoctorRow> System()
    {
        yield return new("system", $"{RuntimeInformation.OSDescription}, {Platform.Rid}, .NET {Environment.Version}");
        if (OperatingSystem.IsLinux())
        {
            yield return Glibc.Version is string version
                ? new("C library", $"glibc {version}{(Glibc.CppLibraryVersion is string cpp ? $", libstdc++ {cpp}" : "")}")
                : new("C library", "not glibc", DoctorStatus.Warn, "Training needs glibc: use Debian, Ubuntu, Fedora or another system built on it. Prediction works here.");
        }
    }

    private static IEnumerable<DoctorRow> Processor()
    {
        string features = string.Join(", ", new (string Name, bool Has)[]
        {
            ("AVX2", Avx2.IsSupported), ("FMA", Fma.IsSupported), ("AVX-512", Avx512F.IsSupported), ("NEON", AdvSimd.IsSupported), ("dot product", Dp.IsSupported),
        }.Where(feature => feature.Has).Select(feature => feature.Name));
        bool slow = RuntimeInformation.ProcessArchitecture == Architecture.X64 && !(Avx2.IsSupported && Fma.IsSupported);
        yield return new("processor", $"{Count(PhysicalCores.Count, "core")} to use ({Count(Environment.ProcessorCount, "hardware thread")}), {(features.Length > 0 ? features : "no vector extensions")}",
            slow ? DoctorStatus.Warn : DoctorStatus.Ok, slow ? "Training and prediction are several times slower without AVX2 and FMA: use a newer processor, or pass them through to the virtual machine." : null);
        long memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        bool tight = memory < 4L << 30;
        yield return new("memory", $"{Gibibytes(memory)} to use", tight ? DoctorStatus.Warn : DoctorStatus.Ok, tight ? "Fine-tuning a large network may need more: use a smaller --batch, or a small model such as mobilenet_v2." : null);
    }

    private static IEnumerable<DoctorRow> Libraries()
    {
        yield return new("Graft", Version(typeof(Doctor).Assembly));
        yield return Library("SkiaSharp", "SkiaSharp", "libSkiaSharp", "Reading pictures");
        yield return Library("ONNX Runtime", "Microsoft.ML.OnnxRuntime", "onnxruntime", "Prediction and evaluation");
    }

    private static DoctorRow Weights()
    {
        WeightStore store = new();
        PretrainedWeights[] fetched = [.. PublishedWeights.All.Where(weights => !weights.IsEmbedded)];
        return new("weights", $"{(DefaultNetwork.Embedded is { } own ? $"{own.Id} comes with Graft; " : "")}{fetched.Count(store.HasFile)} of {fetched.Length} published files in {store.Folder}");
    }

    /// <summary>Loads a package's native part as the package itself would.</summary>
    private static DoctorRow Library(string topic, string assemblyName, string native, string use)
    {
        try
        {
            Assembly assembly = Assembly.Load(assemblyName);
            NativeLibrary.Load(native, assembly, null);
            return new(topic, Version(assembly));
        }
        catch (Exception cause) when (cause is IOException or DllNotFoundException or BadImageFormatException)
        {
            return new(topic, $"cannot be loaded: {cause.Message.Split('\n')[0].Trim()}", DoctorStatus.Fail, $"{use} needs it: restore and build the program again, and copy its whole output folder when you move it.");
        }
    }

    private static IEnumerable<DoctorRow> Torch()
    {
        LibTorchFacts facts;
        DoctorRow? failure = null;
        try
        {
            facts = LibTorch.Facts;
        }
        catch (LibTorchException cause)
        {
            facts = null!;
            int end = cause.Message.IndexOf(". ", StringComparison.Ordinal);
            failure = new("libtorch", end < 0 ? cause.Message : cause.Message[..(end + 1)], DoctorStatus.Fail, end < 0 ? null : cause.Message[(end + 2)..]);
        }
        IReadOnlyList<CudaDevice> gpus = CudaDriver.Devices();
        if (failure is not null)
        {
            return [failure, .. Gpus(gpus, usable: false)];
        }
        return
        [
            new("libtorch", $"{facts.Version} in {facts.Folder} ({facts.Source})"),
            new("TorchSharp", $"{LibTorchSearch.TorchSharpVersion}, {facts.Binding}{(facts.Rewritten ? $", rewritten in memory because this system's libstdc++ has no {StreamInitRewrite.Version}" : "")}"),
            new("allocator", facts.Allocator is string tuning ? $"tuned: {tuning}" : "the system's, as it is"),
            new("threads", $"{facts.IntraOpThreads} for one operation{(Threads.AskedBy is string variable ? $" (set by {variable})" : "")}, {facts.InterOpThreads} for operations side by side"),
            new("device", "cpu"),
            .. Gpus(gpus, facts.Cuda),
        ];
    }

    private static IEnumerable<DoctorRow> Gpus(IReadOnlyList<CudaDevice> gpus, bool usable) => gpus.Select((gpu, i) => usable
        ? new DoctorRow("device", $"cuda:{i}, {gpu.Name}, {Gibibytes(gpu.Memory)}")
        : new("device", $"{gpu.Name}, {Gibibytes(gpu.Memory)}, which this libtorch cannot use", DoctorStatus.Warn,
            $"Set {LibTorchSearch.Variable} to the folder of an installed PyTorch {LibTorchSearch.Version} with CUDA (site-packages/torch), or build with -p:GraftLibTorch=cuda-12.8."));

    private static string Version(Assembly assembly) =>
        (assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? assembly.GetName().Version?.ToString() ?? "?").Split('+')[0];

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private static string Gibibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 30):0.0} GiB");
}
