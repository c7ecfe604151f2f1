using System.Runtime.InteropServices;

namespace Graft.Training.Native;

/// <summary>How libtorch's files are called on this system.</summary>
internal static class Platform
{
    /// <summary>The platform as packages name it, such as linux-x64.</summary>
    public static string Rid { get; } =
        (OperatingSystem.IsWindows() ? "win-" : OperatingSystem.IsMacOS() ? "osx-" : Glibc.Version is null && OperatingSystem.IsLinux() ? "linux-musl-" : "linux-")
        + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>The platforms for which TorchSharp has a native library.</summary>
    public static IReadOnlyList<string> Supported { get; } = ["linux-x64", "win-x64", "win-arm64", "osx-arm64"];

    public static string Binding { get; } = FileName("LibTorchSharp");

    /// <summary>The parts of libtorch in the order in which they lean on each other; the CUDA parts are absent from a CPU build.</summary>
    public static IReadOnlyList<string> Parts { get; } = [.. new[] { "c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch" }.Select(FileName)];

    /// <summary>The part without which there is no libtorch.</summary>
    public static string Core { get; } = FileName("torch_cpu");

    private static string FileName(string library) =>
        OperatingSystem.IsWindows() ? library + ".dll" : OperatingSystem.IsMacOS() ? $"lib{library}.dylib" : $"lib{library}.so";
}
