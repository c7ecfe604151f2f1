using System.Text;
using Graft.Cli.CommandLine;

// Results go to standard output and everything else to standard error; both are UTF-8 wherever the console allows it.
if (OperatingSystem.IsWindows())
{
    Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
}
return GraftProgram.Run(args);
