using System.CommandLine;
using System.CommandLine.Parsing;

namespace Graft.Cli.CommandLine;

/// <summary>Explains what is wrong with a command line, and what was probably meant.</summary>
internal static class Misuse
{
    /// <summary>The explanation; null where the command line is right.</summary>
    public static string? Explain(ParseResult parsed)
    {
        if (parsed.Action?.ClearsParseErrors == true)
        {
            return null;
        }
        Command command = parsed.CommandResult.Command;
        string[] unknown = [.. parsed.UnmatchedTokens, .. parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value).Where(LooksLikeOption)];
        string[] faults = unknown.Length > 0 ? [Unknown(Array.Find(unknown, LooksLikeOption) ?? unknown[0], command)]
            : [.. parsed.Errors.Select(error => Explain(error, command)).Distinct()];
        return faults.Length == 0 ? null : string.Join(Environment.NewLine, [.. faults.Select(fault => $"graft: {fault}"), $"'{HelpWriter.Path(command)} --help' shows what there is."]);
    }

    private static bool LooksLikeOption(string token) => token.Length > 1 && token[0] == '-' && !char.IsAsciiDigit(token[1]);

    private static string Unknown(string token, Command command)
    {
        string name = token.Split('=')[0];
        if (LooksLikeOption(name))
        {
            IEnumerable<string> options = HelpWriter.OptionsOf(command).SelectMany(option => option.Aliases.Prepend(option.Name));
            return $"{HelpWriter.Path(command)} has no option '{name}'{Suggestion(name, options)}";
        }
        return command.Subcommands.Count > 0 ? $"there is no command '{(command is RootCommand ? "" : $"{command.Name} ")}{name}'{Suggestion(name, command.Subcommands.Select(sub => sub.Name))}"
            : $"{HelpWriter.Path(command)} does not know what to do with '{token}'.";
    }

    private static string Suggestion(string given, IEnumerable<string> known) => NearNames.Of(given, known) is { Count: > 0 } near ? $"; did you mean {string.Join(" or ", near.Select(name => $"'{name}'"))}?" : ".";

    private static string Explain(ParseError error, Command command) => error.SymbolResult switch
    {
        OptionResult { Tokens: [var token, ..], Option: { } option } when error.Message.StartsWith("Cannot parse", StringComparison.Ordinal) =>
            $"{option.Name} {token.Value}: {((Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType) == typeof(double) ? "a number" : "a whole number")} is needed.",
        OptionResult { Tokens.Count: 0, Option: { } option } => $"{option.Name} needs a value: {option.Name} {option.HelpName ?? "VALUE"}.",
        OptionResult { Tokens.Count: > 1, Option: { } option } when option.Arity.MaximumNumberOfValues == 1 => $"{option.Name} is given more than once.",
        ArgumentResult { Tokens.Count: 0, Argument: { } argument } => $"{HelpWriter.Path(command)} needs {argument.HelpName ?? argument.Name}: {argument.Description}.",
        _ => error.Message.EndsWith('.') ? error.Message : $"{error.Message}.",
    };
}
