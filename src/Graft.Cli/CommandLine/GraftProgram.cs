using System.CommandLine;
using Graft.Cli.Commands;

namespace Graft.Cli.CommandLine;

/// <summary>The program: reads the command line, runs one command, and turns errors into messages and exit statuses.</summary>
internal static class GraftProgram
{
    /// <summary>What a process says about itself when it ends; scripts rely on it.</summary>
    public const int Done = 0, Failed = 1, Misused = 2, Stopped = 130;

    private static readonly Option<bool> Debug = new("--debug") { Description = "Show where in the program an error arose", Recursive = true };

    /// <summary>Runs one command line.</summary>
    public static int Run(string[] arguments)
    {
        ParseResult parsed = Root().Parse(arguments, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        if (Misuse.Explain(parsed) is { } explanation)
        {
            Console.Error.WriteLine(explanation);
            return Misused;
        }
        bool debug = parsed.GetValue(Debug);
        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (MisuseException error)
        {
            Console.Error.WriteLine($"graft: {error.Message}");
            return Misused;
        }
        catch (OperationCanceledException)
        {
            return Stopped;
        }
        catch (Exception error)
        {
            Console.Error.WriteLine(ErrorText.Of(error, debug));
            return Failed;
        }
    }

    /// <summary>All commands, in the order in which the overview shows them.</summary>
    public static RootCommand Root()
    {
        RootCommand root = new("Graft teaches a pretrained image network your own classes.")
        {
            QuickstartCommand.Create(), CheckCommand.Create(), TrainCommand.Create(), RateFindCommand.Create(), LearnCurveCommand.Create(), EvaluateCommand.Create(), ReportCommand.Create(), CompareCommand.Create(),
            PredictCommand.Create(), ExplainCommand.Create(), ServeCommand.Create(), ExportCommand.Create(),
            ModelsCommand.Create(), WeightsCommand.Create(), DataCommand.Create(), InspectCommand.Create(), CacheCommand.Create(), ProfileCommand.Create(), DoctorCommand.Create(),
        };
        root.Add(Debug);
        foreach (Option option in root.Options)
        {
            option.Action = option switch
            {
                System.CommandLine.Help.HelpOption => new HelpAction(),
                VersionOption => new VersionAction(),
                _ => option.Action,
            };
        }
        root.SetAction(_ => Overview.Write(root, Console.Out));
        return root;
    }
}
