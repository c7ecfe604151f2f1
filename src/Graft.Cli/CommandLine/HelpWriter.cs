using System.CommandLine;

namespace Graft.Cli.CommandLine;

/// <summary>Writes the help of one command: usage, arguments, options, examples. The width is fixed, so that the text is the same everywhere.</summary>
internal static class HelpWriter
{
    private const int Width = 110;

    public static void Write(GraftCommand command, TextWriter to)
    {
        to.WriteLine(command.Description);
        to.WriteLine();
        to.WriteLine("Usage");
        foreach (string usage in command.Usage)
        {
            to.WriteLine($"  graft {usage}");
        }
        Section("Commands", [.. command.Subcommands.Select(inner => (inner.Name, Overview.Gist(inner)))], to);
        Section("Arguments", [.. command.Arguments.Select(argument => (argument.HelpName ?? argument.Name, argument.Description ?? ""))], to);
        Section("Options", [.. OptionsOf(command).Select(option => (LabelOf(option), DescriptionOf(option)))], to);
        foreach (string note in command.Notes)
        {
            to.WriteLine();
            foreach (string line in Wrap(note, Width))
            {
                to.WriteLine(line);
            }
        }
        to.WriteLine();
        to.WriteLine("Examples");
        foreach ((string typed, string purpose) in command.Examples)
        {
            to.WriteLine($"  # {purpose}");
            to.WriteLine($"  {typed}");
        }
    }

    /// <summary>How the command is called: <c>graft train</c>, <c>graft weights pull</c>.</summary>
    public static string Path(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is { } parent and not RootCommand ? $"{Path(parent)} {command.Name}" : command is RootCommand ? "graft" : $"graft {command.Name}";

    /// <summary>The command's options and those that every command has.</summary>
    public static IEnumerable<Option> OptionsOf(Command command) => command.Options.Concat(Above(command).SelectMany(parent => parent.Options).Where(option => option.Recursive));

    private static IEnumerable<Command> Above(Command command) => command.Parents.OfType<Command>().SelectMany(parent => Above(parent).Prepend(parent));

    internal static void Section(string title, (string Label, string Text)[] rows, TextWriter to)
    {
        if (rows.Length == 0)
        {
            return;
        }
        to.WriteLine();
        to.WriteLine(title);
        int labels = Math.Min(rows.Max(row => row.Label.Length), 34);
        foreach ((string label, string text) in rows)
        {
            string[] lines = [.. Wrap(text, Width - labels - 4)];
            if (label.Length > labels)
            {
                to.WriteLine($"  {label}");
            }
            for (int i = 0; i < lines.Length; i++)
            {
                to.WriteLine($"  {(i == 0 && label.Length <= labels ? label : "").PadRight(labels)}  {lines[i]}");
            }
        }
    }

    private static string LabelOf(Option option)
    {
        string names = string.Join(", ", option.Aliases.Where(alias => alias is not ("/?" or "-?" or "/h")).OrderBy(alias => alias.Length).Append(option.Name));
        return option.ValueType == typeof(bool) || option.Arity.MaximumNumberOfValues == 0 ? names : $"{names} {option.HelpName ?? "VALUE"}";
    }

    private static string DescriptionOf(Option option) => option is System.CommandLine.Help.HelpOption ? "Show this help" : option.Description ?? "";

    internal static IEnumerable<string> Wrap(string text, int width)
    {
        string line = "";
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }
            line = line.Length == 0 ? word : $"{line} {word}";
        }
        yield return line;
    }
}
