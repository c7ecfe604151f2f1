using System.Runtime.CompilerServices;

namespace Graft.Tests;

/// <summary>Tests keep their features in a folder of their own, which goes with the process; they neither find nor leave anything in the user's cache.</summary>
internal static class OwnCache
{
    [ModuleInitializer]
    internal static void Use()
    {
        string folder = Path.Combine(Path.GetTempPath(), $"graft-cache-{Environment.ProcessId}");
        Environment.SetEnvironmentVariable("GRAFT_CACHE", folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        };
    }
}
