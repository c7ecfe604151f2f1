using System.CommandLine;
using System.CommandLine.Invocation;

namespace Graft.Cli.CommandLine;

internal sealed class HelpAction : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        if (parseResult.CommandResult.Command is GraftCommand command)
        {
            HelpWriter.Write(command, Console.Out);
        }
        else
        {
            Overview.Write(parseResult.RootCommandResult.Command, Console.Out);
        }
        return GraftProgram.Done;
    }
}
