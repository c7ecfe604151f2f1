using Graft.Cli.Output;
using Graft.Inference.Cards;
using Graft.Inference.Reports;
using Graft.Runs;
using Graft.Training;

namespace Graft.Cli.Commands;

/// <summary>The report at the end of a training. The model is safe by then, so nothing that goes wrong here fails the run.</summary>
internal static class TrainReport
{
    /// <summary>Less than this, and what is left of a budget is no time for a report.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(2);

    /// <summary>Measures the test pictures, or else the validation pictures, and writes the page, within what is left of the run's budget; null where that was not to be.</summary>
    /// <param name="began">When the program was started, in universal time.</param>
    public static ReportResult? Write(TrainingResult result, DateTimeOffset began, CancellationToken stop)
    {
        TimeSpan? left = Left(result, began);
        if (left < Shortest)
        {
            Console.Error.WriteLine($"note: the budget leaves no time for a report; 'graft report {result.Run}' makes it.");
            return null;
        }
        using Meter meter = new("measuring for the report", 0);
        try
        {
            // A second is for the page itself.
            ReportResult report = RunReport.Write(result.Run, new() { Within = left - TimeSpan.FromSeconds(1) }, meter.Report, stop);
            meter.Dispose();
            if (report.Missing is { } missing)
            {
                Console.Error.WriteLine($"note: {missing}");
            }
            return report;
        }
        catch (Exception error) when (error is GraftException or OperationCanceledException)
        {
            meter.Dispose();
            Console.Error.WriteLine(error is OperationCanceledException ? $"note: no report was written; 'graft report {result.Run}' makes it." : $"note: no report was written: {error.Message}");
            return null;
        }
    }

    /// <summary>Writes the model card beside the model, with what the report measured.</summary>
    /// <returns>The file; null where it could not be written.</returns>
    public static string? WriteCard(string run)
    {
        try
        {
            return ModelCard.WriteFor(run);
        }
        catch (GraftException error)
        {
            Console.Error.WriteLine($"note: no model card was written: {error.Message}");
            return null;
        }
    }

    /// <summary>What is left of the run's budget; null where it has none.</summary>
    private static TimeSpan? Left(TrainingResult result, DateTimeOffset began)
    {
        using RunDirectory run = RunDirectory.Open(result.Run);
        TimeSpan spent = TimeSpan.FromSeconds(Math.Max((DateTimeOffset.UtcNow - began).TotalSeconds, result.Progress.ElapsedSeconds));
        return run.Recipe.Training.Budget.Time - spent;
    }
}
