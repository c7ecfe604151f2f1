using System.CommandLine;

namespace Graft.Cli.CommandLine;

/// <summary>What <c>graft</c> alone prints: the commands, and where to start.</summary>
internal static class Overview
{
    public static void Write(Command root, TextWriter to)
    {
        to.WriteLine($"{root.Description} Version {VersionAction.Version}.");
        HelpWriter.Section("Commands", [.. root.Subcommands.Select(command => (command.Name, Gist(command)))], to);
        HelpWriter.Section("Start here",
        [
            ("graft quickstart", "see all of it happen on drawn pictures, in a minute"),
            ("graft train --help", "train on your own folder of pictures"),
            ("graft COMMAND --help", "options and examples of a command"),
        ], to);
    }

    /// <summary>What a command does, in so few words that they stand beside those of the others.</summary>
    public static string Gist(Command command) => (command.Description ?? "").Split(';', '.')[0];
}
