using System.CommandLine;
using Graft.Cli.CommandLine;
using Graft.Inference;
using Graft.Models;
using Graft.Recipes;

namespace Graft.Cli.Commands;

/// <summary>What <c>evaluate</c> and <c>predict</c> may be told about a model that does not say it itself.</summary>
internal static class ModelOptions
{
    private static readonly Option<int?> Size = new("--size") { HelpName = "PIXELS", Description = "Side of the square that the network looks at; by default what the model says" };
    private static readonly Option<int?> Resize = new("--resize") { HelpName = "PIXELS", Description = "What the shorter side of a picture becomes before that square is cut out" };
    private static readonly Option<float[]?> Mean = new("--mean") { HelpName = "R,G,B", Description = "Subtracted from each channel in [0, 1]; by default what the model says", CustomParser = Three };
    private static readonly Option<float[]?> Deviation = new("--std") { HelpName = "R,G,B", Description = "Divides each channel after that", CustomParser = Three };
    private static readonly Option<int> Threads = new("--threads") { HelpName = "N", Description = "Threads that compute; by default one per core" };

    private static readonly Option<string?> Compat = new("--compat") { HelpName = "MISTAKE,…|all", Description = "Prepare pictures with mistakes of the tutorial of 2018: inferenceScale, inferenceCrop, inferenceResampling" };

    public static readonly Option[] All = [Size, Resize, Mean, Deviation, Threads, Compat];

    /// <summary>Those that say how pictures are prepared.</summary>
    public static readonly Option[] Preparing = [Size, Resize, Mean, Deviation];

    /// <summary>Opens a model with what the command line says about it, and says on standard error what had to be assumed.</summary>
    /// <param name="prepares">Whether the model is prepared for many pictures (<see cref="OnnxSessionOptions.Prepares"/>).</param>
    public static ImageClassifier Open(ParseResult parsed, string path, bool prepares = true)
    {
        Preprocessing? preprocessing = Given(parsed, path);
        int threads = parsed.GetValue(Threads);
        OnnxSessionOptions options = new() { Prepares = prepares };
        ImageClassifier model = ImageClassifier.Open(path, preprocessing, threads > 0 ? options with { Threads = threads } : options);
        if (model.AssumesPreprocessing)
        {
            Console.Error.WriteLine(Assumption(path, model.Preprocessing));
        }
        return model;
    }

    /// <summary>What is said where a model does not say how it wants its pictures.</summary>
    public static string Assumption(string path, Preprocessing preprocessing) => $"note: {path} does not say how it wants its pictures; taking the way of most ImageNet networks "
        + $"(shorter side {preprocessing.Resize}, centre {preprocessing.Width}×{preprocessing.Height}, mean and deviation of ImageNet). Change it with --size, --resize, --mean and --std.";

    /// <summary>How the command line wants pictures prepared; null where it says nothing about that.</summary>
    public static Preprocessing? Given(ParseResult parsed, string path)
    {
        (int? size, int? resize, float[] mean, float[] deviation) = (parsed.GetValue(Size), parsed.GetValue(Resize), parsed.GetValue(Mean) ?? [], parsed.GetValue(Deviation) ?? []);
        CompatOptions? mistakes = parsed.GetValue(Compat) is { } names ? Mistakes(names) : null;
        if (size is null && resize is null && mean.Length == 0 && deviation.Length == 0 && mistakes is null)
        {
            return null;
        }
        if (size is < 1 or > 4096 || resize is < 1 or > 8192)
        {
            throw new MisuseException("--size is 1 to 4096 and --resize 1 to 8192 pixels.");
        }
        Preprocessing own = Onnx.OnnxReader.Read(ImageClassifier.FileOf(path)).Preprocessing ?? Preprocessing.ImageNet;
        Preprocessing sized = size is { } side ? own.At(side) : own;
        Preprocessing given = sized with { Resize = resize ?? sized.Resize, Mean = mean.Length == 0 ? sized.Mean : [.. mean], Deviation = deviation.Length == 0 ? sized.Deviation : [.. deviation] };
        return mistakes?.AtInference(given) ?? given;
    }

    private static CompatOptions Mistakes(string names)
    {
        CompatOptions mistakes = new();
        foreach (string name in names.Split(',', StringSplitOptions.TrimEntries))
        {
            mistakes = name.ToLowerInvariant() switch
            {
                "all" => CompatOptions.All,
                "inferencescale" => mistakes with { InferenceScale = true },
                "inferencecrop" => mistakes with { InferenceCrop = true },
                "inferenceresampling" => mistakes with { InferenceResampling = true },
                _ => throw new MisuseException($"--compat {name}: the mistakes in preparing pictures are inferenceScale, inferenceCrop and inferenceResampling; 'all' makes the three. (Those of training are options of the recipe: --set compat.inputScale=true.)"),
            };
        }
        return mistakes;
    }

    private static float[]? Three(System.CommandLine.Parsing.ArgumentResult argument)
    {
        string text = string.Join(',', argument.Tokens.Select(token => token.Value));
        float[] numbers = [.. text.Split(',').Select(part => float.TryParse(part, System.Globalization.CultureInfo.InvariantCulture, out float number) && float.IsFinite(number) ? number : float.NaN)];
        if (numbers.Length != 3 || numbers.Any(float.IsNaN))
        {
            argument.AddError($"'{text}' is not three numbers; write them as 0.485,0.456,0.406.");
        }
        return numbers;
    }
}
