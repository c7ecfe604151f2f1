using System.Text;

namespace Graft.Cli.CommandLine;

/// <summary>An error as a person should read it: the message and its causes, and with <c>--debug</c> the place in the program.</summary>
internal static class ErrorText
{
    public static string Of(Exception error, bool debug)
    {
        Exception outer = error is AggregateException { InnerExceptions.Count: 1 } ? error.InnerException! : error;
        StringBuilder text = new();
        bool expected = outer is GraftException or IOException or UnauthorizedAccessException;
        text.Append("graft: ").Append(expected ? outer.Message : $"{outer.GetType().Name}: {outer.Message}");
        string said = outer.Message;
        for (Exception? cause = outer.InnerException; cause is not null; cause = cause.InnerException)
        {
            // Many messages already quote their cause.
            if (!said.Contains(cause.Message.TrimEnd('.'), StringComparison.Ordinal))
            {
                text.AppendLine().Append("  because: ").Append(cause.Message);
                said += cause.Message;
            }
        }
        if (!expected)
        {
            text.AppendLine().Append("This is a defect of Graft. Please report it with the command line and the output of the same command with --debug.");
        }
        return (debug ? text.AppendLine().Append(error) : text).ToString();
    }
}
