using System.CommandLine;
using Graft.Cli.CommandLine;
using Graft.Cli.Output;
using Graft.Imaging;
using Graft.Inference;
using Graft.Inference.Reports;

namespace Graft.Cli.Commands;

/// <summary><c>graft report</c>: all that is known of a run, on one page.</summary>
internal static class ReportCommand
{
    private static readonly Argument<string> RunFolder = new("RUN") { Description = "The folder of a run" };
    private static readonly Option<string?> Out = new("--out") { HelpName = "FILE.html", Description = "The file to write; by default report.html in the folder of the run" };
    private static readonly Option<string?> Split = new("--split") { HelpName = "train|val|test", Description = "Which pictures are measured; by default test, or val where the data set has no test pictures" };
    private static readonly Option<string?> Data = new("--data") { HelpName = "DIR|FILE.csv", Description = "Labelled pictures; by default those that the run was trained on" };

    public static Command Create()
    {
        GraftCommand command = new("report", "Write what is known of a run on one page; curves, classes, confusions, calibration.")
        {
            Usage = ["report RUN [--out FILE.html] [--split train|val|test] [--data DIR|FILE.csv]"],
            Examples =
            [
                ("graft report runs/flowers", "write runs/flowers/report.html and say where it is"),
                ("graft report runs/flowers --split val --out flowers.html", "on the validation pictures, to a file that can be sent to others"),
            ],
            Notes = ["The page is one file that holds its pictures and fetches nothing; docs/report.md says what stands in it. 'graft train' writes it at its end. Pictures are measured once: what the model said of them is kept in the run's folder."],
        };
        command.Add(RunFolder);
        foreach (Option option in new Option[] { Out, Split, Data })
        {
            command.Add(option);
        }
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string run = parsed.GetRequiredValue(RunFolder);
        string? splitName = parsed.GetValue(Split);
        Split? split = splitName is null ? null : SplitNames.Find(splitName) ?? throw new MisuseException($"--split {splitName}: the splits are train, val and test.");
        using Meter meter = new("measuring", 0);
        ReportResult result = RunReport.Write(run, new() { Out = parsed.GetValue(Out), Split = split, Data = parsed.GetValue(Data) }, meter.Report);
        meter.Dispose();
        if (result.Missing is { } missing)
        {
            Console.Error.WriteLine($"note: {missing}");
        }
        Console.Error.WriteLine($"{Amounts.Bytes(result.Bytes)} in {Amounts.Duration(result.Time)}");
        Console.Out.WriteLine(result.File);
        return GraftProgram.Done;
    }
}
