using System.CommandLine;
using Graft.Cli.CommandLine;
using Graft.Cli.Output;
using Graft.Graphs;
using Graft.Inference;
using Graft.Models;
using Graft.Onnx;
using Graft.Weights;

namespace Graft.Cli.Commands;

/// <summary><c>graft inspect</c>: what is in a model or weight file.</summary>
internal static class InspectCommand
{
    private static readonly Argument<string> File = new("FILE") { HelpName = "FILE|RUN|graft-s", Description = "An ONNX model, a weight file (PyTorch, safetensors, Keras), a TensorFlow checkpoint by any of its names, an archive of one, the folder of a run, or graft-s, the network that comes with Graft" };

    public static Command Create()
    {
        GraftCommand command = new("inspect", "Show what is in a model or weight file; operations or tensors, shapes, labels, preprocessing.")
        {
            Usage = ["inspect FILE|RUN|graft-s"],
            Examples =
            [
                ("graft inspect model.onnx", "the operations of a network, with shapes and costs"),
                ("graft inspect mobilenet_v2.pth", "the tensors of a weight file, without running any code in it"),
                ("graft inspect model.ckpt-300", "a TensorFlow checkpoint, by the name that its files share"),
                ("graft inspect vgg_19_2016_08_28.tar.gz", "what was published in an archive, without unpacking it by hand"),
            ],
            Notes = ["What a file is gets decided by its content, never by its name. Nothing in the file is executed."],
        };
        command.Add(File);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string path = parsed.GetRequiredValue(File);
        string? file = WeightFile.Find(path) ?? (Directory.Exists(path) ? ImageClassifier.FileOf(path) : null);
        if (file is null && PretrainedFiles.TryFind(path) is { IsEmbedded: true } own)
        {
            Write(OnnxReader.Read(GraftWeights.Content, own.FileName));
            return GraftProgram.Done;
        }
        if (file is null)
        {
            throw new InferenceException($"'{path}' does not exist. Name a model or weight file, a checkpoint, or the folder of a run.");
        }
        using WeightFile weights = WeightFile.Open(Directory.Exists(path) ? file : path);
        if (weights.Format == "ONNX" && !weights.Metadata.ContainsKey("member"))
        {
            try
            {
                Write(OnnxReader.Read(file));
                return GraftProgram.Done;
            }
            catch (OnnxException error)
            {
                Console.Error.WriteLine($"note: Graft cannot run this network ({error.Message}) Its weights are shown instead.");
            }
        }
        WeightText.Write(weights, Console.Out);
        return GraftProgram.Done;
    }

    private static void Write(Graph graph)
    {
        Console.Out.Write(graph.Summarize());
        TextTable facts = new("", "");
        facts.Add("name", graph.Name);
        facts.Add("features", graph.Features ?? "not marked");
        facts.Add("labels", graph.Labels.Count == 0 ? "none" : $"{graph.Labels.Count}: {string.Join(", ", graph.Labels.Take(8))}{(graph.Labels.Count > 8 ? ", …" : "")}");
        facts.Add("preprocessing", graph.Preprocessing is { } preprocessing ? Describe(preprocessing) : "not stated");
        foreach ((string key, string value) in graph.Provenance)
        {
            facts.Add(key, value.Length > 100 ? value[..100] + "…" : value);
        }
        Console.Out.WriteLine();
        facts.Write(Console.Out);
    }

    private static string Describe(Preprocessing preprocessing)
    {
        string sized = preprocessing.Policy switch
        {
            ResizePolicy.ShorterSide => $"shorter side {preprocessing.Resize}, centre {preprocessing.Width}×{preprocessing.Height}",
            ResizePolicy.Stretch => $"stretched to {preprocessing.Resize}, centre {preprocessing.Width}×{preprocessing.Height}",
            ResizePolicy.MisplacedSquare => $"misplaced square of 2018, made {preprocessing.Width}×{preprocessing.Height}",
            ResizePolicy.CentreFraction => $"centred {preprocessing.Fraction:0.###} of each side, stretched to {preprocessing.Width}×{preprocessing.Height}",
            _ => $"largest centred square, made {preprocessing.Width}×{preprocessing.Height}",
        };
        return $"{sized}, {preprocessing.Resampling.ToString().ToLowerInvariant()}, {preprocessing.Channels.ToString().ToUpperInvariant()} × {preprocessing.Scale:0.######}, mean {preprocessing.Mean}, deviation {preprocessing.Deviation}";
    }
}
