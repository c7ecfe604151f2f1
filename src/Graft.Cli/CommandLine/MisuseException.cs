namespace Graft.Cli.CommandLine;

/// <summary>A command line that is well formed but asks for what does not go together; ends the program with status 2.</summary>
internal sealed class MisuseException(string message) : GraftException(message);
