using System.CommandLine;
using Graft.Cli.CommandLine;
using Graft.Graphs;
using Graft.Inference;
using Graft.Models;
using Graft.Onnx;

namespace Graft.Cli.Commands;

/// <summary><c>graft export</c>: the model of a run as one ONNX file.</summary>
internal static class ExportCommand
{
    private static readonly Argument<string> Source = new("RUN") { HelpName = "RUN|MODEL.onnx", Description = "The folder of a run, or an ONNX image network" };
    private static readonly Argument<string> Target = new("OUT.onnx") { Description = "The file to write; an old one is replaced" };
    private static readonly Option<bool> WithPreprocessing = new("--with-preprocessing") { Description = "Let the file prepare pictures and work out probabilities: bytes (N, H, W, 3) in, (N, classes) probabilities out" };
    private static readonly Option<string> PictureSize = new("--picture-size") { HelpName = "any|cropped", Description = "With --with-preprocessing, pictures of any size (the default), or already resized and cropped to what the network looks at", DefaultValueFactory = _ => "any" };
    private static readonly Option<bool> Fp16 = new("--fp16") { Description = "Store weights in half precision: half the size, computed in 32 bits as before" };
    private static readonly Option<bool> Fold = new("--fold") { Description = "Work batch norms into the convolutions before them: faster, and the same answers but for rounding" };

    public static Command Create()
    {
        GraftCommand command = new("export", "Write a run's model as one ONNX file; labels and preprocessing are inside.")
        {
            Usage = ["export RUN|MODEL.onnx OUT.onnx [--with-preprocessing] [--fp16] [--fold] [options]"],
            Examples =
            [
                ("graft export runs/flowers flowers.onnx", "for ONNX Runtime, a browser, a phone, or Netron"),
                ("graft export runs/flowers flowers.onnx --with-preprocessing", "a file that takes pictures as bytes and gives probabilities, whatever program calls it"),
                ("graft export runs/flowers small.onnx --fp16", "half the size"),
                ("graft export runs/flowers fast.onnx --fold", "with fewer operations, for serving"),
            ],
            Notes =
            [
                "The input is (N, 3, height, width) float32, the output (N, classes) logits; with --with-preprocessing they are (N, H, W, 3) uint8 in red, green, blue and (N, classes) probabilities. The metadata graft.labels is a JSON list in the order of the output, graft.preprocessing says how a picture becomes the input. docs/export.md has more.",
            ],
        };
        command.Add(Source);
        command.Add(Target);
        foreach (Option option in new Option[] { WithPreprocessing, PictureSize, Fp16, Fold }.Concat(ModelOptions.Preparing))
        {
            command.Add(option);
        }
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string path = parsed.GetRequiredValue(Source), source = ImageClassifier.FileOf(path), target = parsed.GetRequiredValue(Target);
        if (Path.GetFullPath(source) == Path.GetFullPath(target))
        {
            throw new MisuseException($"'{target}' is the model itself; name another file to write.");
        }
        OnnxForm form = new() { HalfWeights = parsed.GetValue(Fp16), Pictures = PicturesOf(parsed) };
        Graph graph = Prepared(parsed, OnnxReader.Read(source), path, form);
        OnnxWriter.Write(parsed.GetValue(Fold) ? graph.FoldBatchNorms() : graph, target, form);
        foreach (string name in form.HalfWeights ? HalfWeights.Beyond(graph) : [])
        {
            Console.Error.WriteLine($"note: the weight '{name}' has values beyond ±65504, which half precision cannot hold; it stays in 32 bits.");
        }
        Console.Error.WriteLine($"wrote {target} ({Amounts.Bytes(new FileInfo(target).Length)}, {(graph.Labels.Count > 0 ? $"{graph.Labels.Count} labels inside" : "no labels inside")})");
        return GraftProgram.Done;
    }

    private static PictureInput PicturesOf(ParseResult parsed) => (parsed.GetValue(WithPreprocessing), parsed.GetRequiredValue(PictureSize)) switch
    {
        (true, "any") => PictureInput.AnySize,
        (true, "cropped") => PictureInput.Cropped,
        (false, _) when parsed.GetResult(PictureSize) is not { Implicit: false } => PictureInput.Prepared,
        (false, _) => throw new MisuseException("--picture-size says which pictures a file with --with-preprocessing takes; add that, or leave it out."),
        (_, var size) => throw new MisuseException($"--picture-size {size}: pictures may have any size, or be cropped already."),
    };

    /// <summary>The network with logits at its end, and with a preprocessing where the file needs one.</summary>
    private static Graph Prepared(ParseResult parsed, Graph graph, string path, OnnxForm form)
    {
        graph = graph with { Preprocessing = ModelOptions.Given(parsed, path) ?? graph.Preprocessing };
        if (form.Pictures == PictureInput.Prepared)
        {
            return graph;
        }
        if (graph.Preprocessing is null)
        {
            Console.Error.WriteLine(ModelOptions.Assumption(path, Preprocessing.ImageNet));
        }
        return (graph with { Preprocessing = graph.Preprocessing ?? Preprocessing.ImageNet }).ToLogits();
    }
}
