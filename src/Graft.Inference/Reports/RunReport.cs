using System.Diagnostics;
using Graft.Html;
using Graft.Imaging;
using Graft.Runs;

namespace Graft.Inference.Reports;

/// <summary>Writes the report of a run: one HTML file that says how good its model is, where it fails, and how it was made.</summary>
/// <remarks>It needs nothing but itself: style, pictures and charts are within, and it fetches nothing.</remarks>
public static class RunReport
{
    /// <summary>The report's name in the folder of its run.</summary>
    public const string FileName = "report.html";

    /// <summary>The longest that heat maps may take; a large network on a slow machine gets fewer.</summary>
    private static readonly TimeSpan UsualHeat = TimeSpan.FromSeconds(3), ShortHeat = TimeSpan.FromSeconds(0.5);

    /// <summary>Measures the run's model, unless that is kept from before, and writes the report.</summary>
    /// <param name="path">The folder of a run. Of one that is not finished the report says what there is.</param>
    /// <param name="measured">Told the pictures measured so far, batch by batch.</param>
    /// <exception cref="GraftException">There is no run, it is damaged, or the file cannot be written. A data set that is gone is no error: the report says so.</exception>
    /// <exception cref="OperationCanceledException">It was asked for.</exception>
    public static ReportResult Write(string path, ReportOptions? options = null, Action<int>? measured = null, CancellationToken cancellation = default)
    {
        options ??= new();
        long start = Stopwatch.GetTimestamp();
        using RunDirectory run = RunDirectory.Open(path);
        ReportFacts facts = ReportFacts.Of(run);
        if (options.Beside is { } beside)
        {
            using RunDirectory other = RunDirectory.Open(beside.Run);
            facts = facts with { Beside = (beside.Name, [.. JsonLinesLog.Read(other.LogPath).OfType<Evaluated>()]) };
        }
        facts = Measure(facts, options, measured, cancellation);
        string page = Page(facts, options.Within is null ? UsualHeat : ShortHeat), file = options.Out ?? Path.Combine(path, FileName);
        AtomicFile.WriteText(file, page);
        return new(file, new FileInfo(file).Length, Stopwatch.GetElapsedTime(start), facts.Measured?.Report, facts.Measured?.Split, facts.Missing);
    }

    /// <summary>The text of the page.</summary>
    /// <param name="heat">The longest that heat maps may take in all.</param>
    internal static string Page(ReportFacts facts, TimeSpan heat) => HtmlPage.Write(Title(facts), html =>
    {
        SummarySection.Write(html, facts);
        NextSection.Write(html, facts);
        CurvesSection.Write(html, facts);
        if (facts.Measured is { } measured)
        {
            using ReportPictures pictures = new(measured, facts.Model!, heat);
            ClassesSection.Write(html, measured);
            ConfusionSection.Write(html, measured, pictures);
            MistakesSection.Write(html, measured, pictures);
            CalibrationSection.Write(html, measured, facts.Temperature);
            AbstentionSection.Write(html, measured, facts.Model!);
        }
        MakingSection.Write(html, facts);
        SpeedSection.Write(html, facts);
        html.Paragraph("Made by Graft. This page holds all it shows and fetches nothing.", "soft small");
    });

    private static string Title(ReportFacts facts) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(facts.Run.Path)));

    private static ReportFacts Measure(ReportFacts facts, ReportOptions options, Action<int>? measured, CancellationToken cancellation)
    {
        if (facts.Model is null)
        {
            return facts with { Missing = "The run has no model yet, so no picture was measured." };
        }
        using CancellationTokenSource bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (options.Within is { } within)
        {
            bound.CancelAfter(within);
        }
        try
        {
            string data = options.Data ?? facts.Run.Info.Data ?? throw new EvaluationException("The run does not say where its pictures are. Name them with --data.");
            ImageDataset pictures = ImageDataset.Open(data, DatasetOptions.Of(facts.Recipe));
            Split split = options.Split ?? (pictures.Items(Split.Test).Count > 0 ? Split.Test : Split.Validation);
            using ImageClassifier model = ImageClassifier.Open(facts.Run.Path);
            PictureOutcomes outcomes = KeptOutcomes.Measure(facts.Run.Path, model, pictures, split, new() { Batch = facts.Recipe.Data.ValidationBatch, DecodingThreads = facts.Recipe.Data.LoaderThreads }, measured, bound.Token);
            return facts with { Measured = new(outcomes, pictures, split, facts.Temperature) };
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return facts with { Missing = $"The pictures were not measured: there was time for {options.Within!.Value.TotalSeconds:0} s. 'graft report {facts.Run.Path}' does it." };
        }
        catch (GraftException error) when (error is DatasetException or EvaluationException or ImageException && options.Data is null && options.Split is null)
        {
            return facts with { Missing = $"The pictures were not measured: {error.Message}" };
        }
    }
}

/// <summary>What a report is made of.</summary>
public sealed record ReportOptions
{
    /// <summary>The file to write; null for report.html in the folder of the run.</summary>
    public string? Out { get; init; }

    /// <summary>Which pictures are measured; null for the test pictures, or the validation pictures where there are none.</summary>
    public Split? Split { get; init; }

    /// <summary>The data set; null for the one that the run was trained on.</summary>
    public string? Data { get; init; }

    /// <summary>The folder of another run whose accuracy while training is drawn into the same chart, and what it is called there.</summary>
    public (string Name, string Run)? Beside { get; init; }

    /// <summary>The longest that measuring may take; what is not measured by then is left out. Null for as long as it takes.</summary>
    public TimeSpan? Within { get; init; }
}

/// <summary>A report that was written.</summary>
/// <param name="File">Where it is.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Time">How long it took.</param>
/// <param name="Measured">How well the model did; null where no picture was measured.</param>
/// <param name="Split">On which pictures; null where on none.</param>
/// <param name="Missing">Why not; null where pictures were measured.</param>
public sealed record ReportResult(string File, long Bytes, TimeSpan Time, ClassificationReport? Measured, Split? Split, string? Missing);
