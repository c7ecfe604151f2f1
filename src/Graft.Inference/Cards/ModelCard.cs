using System.Text;
using Graft.Inference.Reports;
using Graft.Runs;

namespace Graft.Inference.Cards;

/// <summary>Writes what a stranger must know of a model file beside it, in Markdown with the front matter of Hugging Face's model cards.</summary>
/// <remarks>After Mitchell et al. 2019 (arXiv:1810.03993): what it is, how good it is and for whom, what it is not for. What is not known is said not to be.</remarks>
public static class ModelCard
{
    /// <summary>Writes the card to README.md beside the model, or, where that is another's, to NAME.card.md.</summary>
    /// <returns>The file written.</returns>
    /// <exception cref="GraftException">The run is damaged, or the file cannot be written.</exception>
    public static string Write(CardFacts facts)
    {
        string path = CardFile.PathFor(facts.File);
        AtomicFile.WriteText(path, Text(facts));
        return path;
    }

    /// <summary>The card of a finished run, in its folder, with what was already measured of its model.</summary>
    /// <param name="run">The folder of the run.</param>
    /// <exception cref="GraftException">The run is damaged, or the file cannot be written.</exception>
    public static string WriteFor(string run)
    {
        string model = ImageClassifier.FileOf(run);
        return Write(new CardFacts { File = model, Graph = Onnx.OnnxReader.Read(model), Run = run, Measured = Kept(run, model) });
    }

    internal static string Text(CardFacts facts)
    {
        using RunDirectory? run = facts.Run is { } folder && Directory.Exists(folder) ? RunDirectory.Open(folder) : null;
        facts = facts with { Opened = run, Facts = run is null ? null : ReportFacts.Of(run) };
        StringBuilder text = new();
        FrontMatter.Write(text, facts);
        text.Append(CardFile.MarkOf(facts.File)).Append("\n\n");
        CardSections.Write(text, facts);
        CallSections.Write(text, facts);
        return text.ToString();
    }

    /// <summary>What the run keeps of its test pictures, or else of its validation pictures, of this very model.</summary>
    private static PictureOutcomes? Kept(string run, string model)
    {
        string? hash = null;
        foreach (Imaging.Split split in new[] { Imaging.Split.Test, Imaging.Split.Validation })
        {
            try
            {
                if (File.Exists(KeptOutcomes.PathOf(run, split)) && PictureOutcomes.Load(KeptOutcomes.PathOf(run, split)) is { Pictures.Count: > 0 } kept && kept.Origin.Model == (hash ??= OutcomeOrigin.HashOf(model)))
                {
                    return kept;
                }
            }
            catch (EvaluationException)
            {
                // A damaged file is as good as none.
            }
        }
        return null;
    }
}
