using Graft.Inference.Exporting;

namespace Graft.Cli.Output;

/// <summary>How an exported file compares with its model, as a person reads it.</summary>
internal static class ParityText
{
    public static void Write(ParityReport report, TextWriter to)
    {
        TextTable table = new("", ">the model", ">the file");
        foreach ((string what, string model, string file) in report.Rows())
        {
            table.Add(what, model, file);
        }
        table.Write(to);
        foreach (string sentence in report.Sentences())
        {
            to.WriteLine(sentence);
        }
    }
}
