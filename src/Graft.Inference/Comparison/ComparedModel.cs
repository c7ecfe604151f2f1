using Graft.Imaging;
using Graft.Recipes;
using Graft.Runs;

namespace Graft.Inference.Comparison;

/// <summary>A model that is compared with others, and what it costs.</summary>
/// <param name="Name">As it is called where it is shown.</param>
/// <param name="Outcomes">What it says of the pictures.</param>
/// <param name="Network">The network and the recipe that it was trained by; null for a file that no run made.</param>
/// <param name="TrainingSeconds">What training took; null where that is not known.</param>
/// <param name="Bytes">The size of the model's file and of its weights beside it.</param>
public sealed record ComparedModel(string Name, PictureOutcomes Outcomes, string? Network, double? TrainingSeconds, long Bytes)
{
    /// <summary>The folder of the run, or the model file, as it was given; empty where there is none.</summary>
    public string Path { get; init; } = "";

    /// <summary>Pictures measured a second, decoding included, on the machine that measured them.</summary>
    public double? PicturesPerSecond => Outcomes.Origin.Seconds > 0 ? Outcomes.Pictures.Count / Outcomes.Origin.Seconds : null;

    /// <summary>Measures a model, unless that is kept from before.</summary>
    /// <param name="path">The folder of a run, or a model file.</param>
    /// <param name="data">The data set; null for the one that the run was trained on.</param>
    /// <param name="split">Which pictures; null for the test pictures, or the validation pictures where there are none.</param>
    /// <exception cref="GraftException">There is no such model, or it cannot be measured on these pictures.</exception>
    public static ComparedModel Measure(string path, string? data, Split? split, Action<int>? measured = null, CancellationToken cancellation = default)
    {
        using RunDirectory? run = Directory.Exists(path) ? RunDirectory.Open(path) : null;
        string from = data ?? run?.Info.Data ?? throw new EvaluationException($"{path} does not say which pictures to compare on. Name them with --data.");
        string file = ImageClassifier.FileOf(path);
        ImageDataset pictures = ImageDataset.Open(from, run is null ? null : DatasetOptions.Of(run.Recipe));
        Split chosen = split ?? (pictures.Items(Imaging.Split.Test).Count > 0 ? Imaging.Split.Test : Imaging.Split.Validation);
        using ImageClassifier model = ImageClassifier.Open(path);
        PictureOutcomes outcomes = run is not null && (data is null || pictures.Fingerprint == run.Info.DataFingerprint)
            ? KeptOutcomes.Measure(path, model, pictures, chosen, null, measured, cancellation)
            : KeptOutcomes.MeasureAnew(file, model, pictures, chosen, null, measured, cancellation);
        long bytes = new[] { file, file + ".data" }.Where(File.Exists).Sum(each => new FileInfo(each).Length);
        TrainingEvent[] log = run is not null && File.Exists(run.LogPath) ? [.. JsonLinesLog.Read(run.LogPath).Where(each => each is RunStarted or RunEnded)] : [];
        double? seconds = log.OfType<RunEnded>().LastOrDefault() is { Seconds: > 0 } ended ? ended.Seconds : run?.Info.Took?.TotalSeconds;
        return new(path, outcomes, run is null ? null : NetworkOf(run.Recipe, log.OfType<RunStarted>().FirstOrDefault()?.Model), seconds, bytes) { Path = path };
    }

    /// <summary>The same models under the last parts of their paths, where those tell them apart.</summary>
    public static ComparedModel[] Named(IReadOnlyList<ComparedModel> models)
    {
        string[] last = [.. models.Select(model => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(model.Path))))];
        return last.Distinct(StringComparer.Ordinal).Count() == last.Length && last.All(name => name.Length > 0) ? [.. models.Select((model, i) => model with { Name = last[i] })] : [.. models];
    }

    /// <summary>A run in few words.</summary>
    internal static string NetworkOf(Recipe recipe, string? network) => $"{network ?? recipe.Model.Name ?? "a network"}, {recipe.Base}, {(recipe.Training.Length.IsZero ? "head fitted" : $"{recipe.Training.Length}")}, seed {recipe.Run.Seed}";
}
