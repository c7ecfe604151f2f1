using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace Graft.Cli.CommandLine;

internal sealed class VersionAction : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    /// <summary>The version without the commit that the build appends.</summary>
    public static string Version { get; } = typeof(VersionAction).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public override int Invoke(ParseResult parseResult)
    {
        Console.Out.WriteLine($"graft {Version}");
        return GraftProgram.Done;
    }
}
