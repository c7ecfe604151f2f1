using System.Runtime.InteropServices;
using System.Text;

namespace Graft.Training.Native;

internal sealed record CudaDevice(string Name, long Memory);

/// <summary>Asks NVIDIA's driver which GPUs there are, whatever libtorch can do with them.</summary>
internal static unsafe class CudaDriver
{
    /// <summary>Empty where there is no driver or no GPU.</summary>
    public static IReadOnlyList<CudaDevice> Devices()
    {
        if (!NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1", out nint driver)
            || !NativeLibrary.TryGetExport(driver, "cuInit", out nint start) || !NativeLibrary.TryGetExport(driver, "cuDeviceGetCount", out nint count)
            || !NativeLibrary.TryGetExport(driver, "cuDeviceGetName", out nint name) || !NativeLibrary.TryGetExport(driver, "cuDeviceTotalMem_v2", out nint memory))
        {
            return [];
        }
        int devices = 0;
        if (((delegate* unmanaged<uint, int>)start)(0) != 0 || ((delegate* unmanaged<int*, int>)count)(&devices) != 0)
        {
            return [];
        }
        List<CudaDevice> found = [];
        byte* text = stackalloc byte[256];
        for (int device = 0; device < devices; device++)
        {
            nuint bytes = 0;
            if (((delegate* unmanaged<byte*, int, int, int>)name)(text, 256, device) == 0 && ((delegate* unmanaged<nuint*, int, int>)memory)(&bytes, device) == 0)
            {
                found.Add(new(Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text)), (long)bytes));
            }
        }
        return found;
    }
}
