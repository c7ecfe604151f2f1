using System.CommandLine;
using Graft.Cli.CommandLine;
using Graft.Tests;

namespace Graft.Cli.Tests;

public class HelpTests
{
    public static TheoryData<string> Commands => [.. All(GraftProgram.Root()).Select(HelpWriter.Path)];

    /// <summary>Scripts and people rely on these words, so a change is looked at.</summary>
    [Theory]
    [MemberData(nameof(Commands))]
    public void The_help_of_each_command_is_the_approved_one(string name)
    {
        using StringWriter text = new() { NewLine = "\n" };
        HelpWriter.Write(All(GraftProgram.Root()).Single(command => HelpWriter.Path(command) == name), text);
        Approved.Matches($"tests/Graft.Cli.Tests/Help/{name["graft ".Length..].Replace(' ', '-')}.txt", text.ToString());
    }

    [Fact]
    public void The_overview_is_the_approved_one()
    {
        using StringWriter text = new() { NewLine = "\n" };
        Overview.Write(GraftProgram.Root(), text);
        Approved.Matches("tests/Graft.Cli.Tests/Help/graft.txt", text.ToString());
    }

    [Fact]
    public void Every_command_has_examples_that_parse_and_every_option_a_description()
    {
        RootCommand root = GraftProgram.Root();
        Assert.All(All(root), command =>
        {
            Assert.NotEmpty(command.Examples);
            Assert.All(command.Examples, example => Assert.Empty(root.Parse(example.Typed["graft ".Length..]).Errors));
            Assert.All(command.Options, option => Assert.False(string.IsNullOrEmpty(option.Description) && option is not System.CommandLine.Help.HelpOption, option.Name));
        });
    }

    /// <summary>Every command, those within others included.</summary>
    private static IEnumerable<GraftCommand> All(Command command) => command.Subcommands.Cast<GraftCommand>().SelectMany(inner => All(inner).Prepend(inner));
}
