using System.CommandLine;

namespace Graft.Cli.CommandLine;

/// <summary>A command with what its help shows beside the options.</summary>
/// <param name="name">What is typed.</param>
/// <param name="description">One sentence; its first part, up to a semicolon, also stands in the overview.</param>
internal sealed class GraftCommand(string name, string description) : Command(name, description)
{
    /// <summary>How it is called, without the program's name; one line for each way.</summary>
    public required string[] Usage { get; init; }

    /// <summary>What is typed for a purpose, and the purpose.</summary>
    public required (string Typed, string Purpose)[] Examples { get; init; }

    /// <summary>Paragraphs after the options.</summary>
    public string[] Notes { get; init; } = [];

    /// <summary>A command that only holds others, and shows which when it is typed alone.</summary>
    /// <param name="commands">In the order in which its help shows them.</param>
    public static GraftCommand Group(string name, string description, (string Typed, string Purpose)[] examples, string[] notes, params GraftCommand[] commands)
    {
        GraftCommand group = new(name, description) { Usage = [.. commands.SelectMany(command => command.Usage)], Examples = examples, Notes = notes };
        foreach (GraftCommand command in commands)
        {
            group.Add(command);
        }
        group.SetAction(_ => HelpWriter.Write(group, Console.Out));
        return group;
    }
}
