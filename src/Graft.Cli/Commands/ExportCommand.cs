using System.CommandLine;
using Graft.Cli.CommandLine;
using Graft.Cli.Output;
using Graft.Graphs;
using Graft.Imaging;
using Graft.Inference;
using Graft.Inference.Cards;
using Graft.Inference.Exporting;
using Graft.Inference.Quantizing;
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
    private static readonly Option<bool> Int8 = new("--int8") { Description = "Compute in 8 bits: a quarter of the size and about twice as fast on a processor, with slightly other answers; ranges are measured on training pictures" };
    private static readonly Option<int> Calibration = new("--calibration") { HelpName = "N", Description = $"Training pictures that --int8 measures ranges on; by default {Quantizer.UsualPictures}", DefaultValueFactory = _ => Quantizer.UsualPictures };
    private static readonly Option<string?> Data = new("--data") { HelpName = "DIR|FILE.csv", Description = "Labelled pictures to measure ranges and accuracy on; by default those that the run was trained on" };
    private static readonly Option<string?> Json = new("--json") { HelpName = "FILE|-", Description = "Write the comparison as JSON to a file, or with - to standard output in place of the table" };
    private static readonly Option<bool> NoCompare = new("--no-compare") { Description = "Leave out the comparison with the model, which runs both over the held-out pictures" };
    private static readonly Option<bool> NoCard = new("--no-card") { Description = "Leave out the model card" };
    private static readonly Option<bool> Backbone = new("--backbone") { Description = "Leave the head out: from pictures to features, for other programs to build on or as --weights of other trainings" };
    private static readonly Option<bool> Fold = new("--fold") { Description = "Work batch norms into the convolutions before them: faster, and the same answers but for rounding" };

    public static Command Create()
    {
        GraftCommand command = new("export", "Write a run's model as one ONNX file; labels and preprocessing are inside.")
        {
            Usage = ["export RUN|MODEL.onnx OUT.onnx [--with-preprocessing] [--fp16|--int8] [--backbone] [--fold] [options]"],
            Examples =
            [
                ("graft export runs/flowers flowers.onnx", "for ONNX Runtime, a browser, a phone, or Netron"),
                ("graft export runs/flowers flowers.onnx --with-preprocessing", "a file that takes pictures as bytes and gives probabilities, whatever program calls it"),
                ("graft export runs/flowers small.onnx --fp16", "half the size"),
                ("graft export runs/flowers fast.onnx --int8 --with-preprocessing", "a quarter of the size and faster; says what that costs in accuracy"),
                ("graft export model.onnx fast.onnx --int8 --data photos --calibration 500", "a model that no run made, with pictures to measure on"),
                ("graft export runs/flowers fast.onnx --fold", "with fewer operations, for serving"),
            ],
            Notes =
            [
                "The input is (N, 3, height, width) float32, the output (N, classes) logits; with --with-preprocessing they are (N, H, W, 3) uint8 in red, green, blue and (N, classes) probabilities. The metadata graft.labels is a JSON list in the order of the output, graft.preprocessing says how a picture becomes the input. docs/export.md has more.",
                "The file is compared with the model on the test pictures, or the validation pictures where there are none: how often both agree, what changes, how large and fast each is. A model card is written beside it: README.md, or NAME.card.md where that is another's.",
            ],
        };
        command.Add(Source);
        command.Add(Target);
        foreach (Option option in new Option[] { WithPreprocessing, PictureSize, Fp16, Int8, Calibration, Backbone, Fold, Data, Json, NoCompare, NoCard }.Concat(ModelOptions.Preparing))
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
        bool isBackbone = parsed.GetValue(Backbone);
        if (isBackbone && (parsed.GetValue(WithPreprocessing) || parsed.GetValue(Int8)))
        {
            throw new MisuseException("--backbone gives features, to build on; --with-preprocessing and --int8 are for classifiers. Leave one of them out.");
        }
        Graph graph = Prepared(parsed, OnnxReader.Read(source), path, PicturesOf(parsed));
        graph = isBackbone ? WithoutHead(graph, path) : graph;
        (ImageDataset? data, string? missing) = isBackbone ? (null, "features are no answers") : ExportPictures.Open(path, parsed.GetValue(Data));
        (Graph network, OnnxForm form, string? conversion) = Convert(parsed, graph, data, missing);
        OnnxWriter.Write(network, target, form);
        Console.Error.WriteLine($"wrote {target} ({Amounts.Bytes(new FileInfo(target).Length)}, {(graph.Labels.Count > 0 ? $"{graph.Labels.Count} labels inside" : "no labels inside")})");
        ParityReport? parity = parsed.GetValue(NoCompare) || isBackbone ? null : Compare(parsed, path, target, form, data, missing);
        if (!parsed.GetValue(NoCard) && !isBackbone)
        {
            string numbers = form.Quantization is not null ? "int8" : form.HalfWeights ? "float16" : "float32";
            string card = ModelCard.Write(new() { File = target, Graph = graph, Pictures = form.Pictures, Numbers = numbers, Run = Directory.Exists(path) ? path : null, Measured = parity?.Outcomes?.Exported, Parity = parity, Conversion = conversion });
            Console.Error.WriteLine($"wrote {card}");
        }
        return GraftProgram.Done;
    }

    /// <summary>The network as it is written, in which form, and what was made of its numbers in words.</summary>
    private static (Graph Network, OnnxForm Form, string? Conversion) Convert(ParseResult parsed, Graph graph, ImageDataset? data, string? missing)
    {
        OnnxForm form = new() { HalfWeights = parsed.GetValue(Fp16), Pictures = PicturesOf(parsed) };
        if (!parsed.GetValue(Int8))
        {
            string[] beyond = form.HalfWeights ? [.. HalfWeights.Beyond(graph)] : [];
            foreach (string name in beyond)
            {
                Console.Error.WriteLine($"note: the weight '{name}' has values beyond ±65504, which half precision cannot hold; it stays in 32 bits.");
            }
            return (parsed.GetValue(Fold) ? graph.FoldBatchNorms() : graph, form, form.HalfWeights ? "Weights of two axes and more are stored in half precision; it computes in 32 bits." : null);
        }
        int pictures = parsed.GetRequiredValue(Calibration);
        if (form.HalfWeights || pictures < 1)
        {
            throw new MisuseException(form.HalfWeights ? "--fp16 and --int8 are two ways of storing the same weights; choose one." : $"--calibration {pictures}: ranges are measured on at least one picture.");
        }
        IReadOnlyList<ImageItem> items = data?.Items(Imaging.Split.Train) ?? [];
        if (items.Count == 0)
        {
            throw new InferenceException($"--int8 needs training pictures to measure the ranges of values on: {missing ?? "the data set has none."} Name some with --data.");
        }
        using Meter meter = new("measuring ranges", 2 * Math.Min(pictures, items.Count));
        QuantizedNetwork made = Quantizer.Quantize(graph, items, new() { Pictures = pictures }, meter.Report);
        return (made.Graph, form with { Quantization = made.Table }, $"{made.Layers} convolutions and dense layers compute in 8 bits, with ranges measured on {made.Pictures} training pictures.");
    }

    private static ParityReport Compare(ParseResult parsed, string path, string target, OnnxForm form, ImageDataset? data, string? missing)
    {
        Imaging.Split split = data?.Items(Imaging.Split.Test).Count > 0 ? Imaging.Split.Test : Imaging.Split.Validation;
        ImageDataset? held = data?.Items(split).Count > 0 ? data : null;
        ParityReport report;
        using (Meter meter = new("comparing", 2 * (held?.Items(split).Count ?? 0)))
        {
            report = new ParityCheck(path, target, form.Pictures, ModelOptions.Given(parsed, path)).Measure(held, split, missing ?? (held is null ? "the data set holds no pictures out." : null), meter.Report);
        }
        string? json = parsed.GetValue(Json);
        if (json is not null)
        {
            ResultFile.WriteJson(json, writer => ParityJson.Write(writer, report, path, target));
        }
        if (json != ResultFile.StandardOutput)
        {
            ParityText.Write(report, Console.Out);
        }
        return report;
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
    private static Graph Prepared(ParseResult parsed, Graph graph, string path, PictureInput pictures)
    {
        graph = graph with { Preprocessing = ModelOptions.Given(parsed, path) ?? graph.Preprocessing };
        if (pictures == PictureInput.Prepared)
        {
            return graph;
        }
        if (graph.Preprocessing is null)
        {
            Console.Error.WriteLine(ModelOptions.Assumption(path, Preprocessing.ImageNet));
        }
        return (graph with { Preprocessing = graph.Preprocessing ?? Preprocessing.ImageNet }).ToLogits();
    }

    /// <summary>The network up to its features.</summary>
    private static Graph WithoutHead(Graph graph, string path)
    {
        string features = graph.Features ?? throw new MisuseException($"--backbone: {path} does not say which of its values are the features; only networks that Graft trained do.");
        return ModelTrust.Without((graph with { Outputs = [features], Labels = [] }).WithoutUnused());
    }
}
