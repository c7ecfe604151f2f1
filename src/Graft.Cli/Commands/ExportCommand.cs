using System.CommandLine;
using Graft.Cli.CommandLine;
using Graft.Graphs;
using Graft.Inference;
using Graft.Onnx;

namespace Graft.Cli.Commands;

/// <summary><c>graft export</c>: the model of a run as one ONNX file.</summary>
internal static class ExportCommand
{
    private static readonly Argument<string> Source = new("RUN") { HelpName = "RUN|MODEL.onnx", Description = "The folder of a run, or an ONNX image network" };
    private static readonly Argument<string> Target = new("OUT.onnx") { Description = "The file to write; an old one is replaced" };
    private static readonly Option<bool> Fold = new("--fold") { Description = "Work batch norms into the convolutions before them: faster, and the same answers but for rounding" };

    public static Command Create()
    {
        GraftCommand command = new("export", "Write a run's model as one ONNX file; labels and preprocessing are inside.")
        {
            Usage = ["export RUN OUT.onnx [--fold]"],
            Examples =
            [
                ("graft export runs/flowers flowers.onnx", "for ONNX Runtime, a browser, a phone, or Netron"),
                ("graft export runs/flowers flowers-fast.onnx --fold", "with fewer operations, for serving"),
            ],
            Notes = ["The input is (N, 3, height, width) float32, the output (N, classes) logits. The metadata graft.labels is a JSON list in the order of the logits, graft.preprocessing says how a picture becomes the input."],
        };
        command.Add(Source);
        command.Add(Target);
        command.Add(Fold);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string source = ImageClassifier.FileOf(parsed.GetRequiredValue(Source)), target = parsed.GetRequiredValue(Target);
        if (Path.GetFullPath(source) == Path.GetFullPath(target))
        {
            throw new MisuseException($"'{target}' is the model itself; name another file to write.");
        }
        Graph graph = OnnxReader.Read(source);
        OnnxWriter.Write(parsed.GetValue(Fold) ? graph.FoldBatchNorms() : graph, target);
        Console.Error.WriteLine($"wrote {target} ({Amounts.Bytes(new FileInfo(target).Length)}, {(graph.Labels.Count > 0 ? $"{graph.Labels.Count} labels inside" : "no labels inside")})");
        return GraftProgram.Done;
    }
}
