using System.CommandLine;
using Graft.Cli.CommandLine;
using Graft.Cli.Output;
using Graft.Imaging;
using Graft.Inference;
using Graft.Models;
using Graft.Runs;

namespace Graft.Cli.Commands;

/// <summary><c>graft explain</c>: where on a picture a model sees what it names, and which pictures of the training are like it.</summary>
internal static class ExplainCommand
{
    private static readonly Argument<string> Model = new("MODEL") { HelpName = "RUN|MODEL.onnx", Description = "The folder of a run, or any ONNX image network" };
    private static readonly Argument<string> Photo = new("PHOTO") { HelpName = "PHOTO", Description = "A picture file" };
    private static readonly Option<string?> Class = new("--class") { HelpName = "NAME", Description = "What to look for; by default the likeliest class" };
    private static readonly Option<string?> Out = new("--out") { HelpName = "FILE.png", Description = "Where the heat map goes, as PNG or .jpg; by default beside you, named after the photo" };
    private static readonly Option<int> Neighbours = new("--neighbours") { HelpName = "K", Description = "Show the K nearest training pictures, by features, on a second picture" };
    private static readonly Option<string?> Data = new("--data") { HelpName = "DIR|FILE.csv", Description = "Labelled pictures to find them among; by default those that the run was trained on" };

    private const int Shown = 5;

    public static Command Create()
    {
        GraftCommand command = new("explain", "Show where on a picture a model sees what it names; a heat map over the photo, and the training pictures most like it.")
        {
            Usage = ["explain RUN|MODEL.onnx PHOTO [--class NAME] [--out FILE.png] [--neighbours K] [--data DIR|FILE.csv] [options]"],
            Examples =
            [
                ("graft explain runs/flowers photo.jpg", "writes photo-heat.png: what spoke for the likeliest class"),
                ("graft explain runs/flowers photo.jpg --class tulip --out tulip.png", "what would speak for another class"),
                ("graft explain runs/flowers photo.jpg --neighbours 10", "and the ten training pictures nearest to it, on photo-heat-neighbours.png"),
            ],
            Notes =
            [
                "For networks that end in the mean over a map of features and one dense layer, the heat is exactly what each place adds to the class's logit (class activation). For others it is the features times the gradient there (HiResCAM), or, where a network has no map, how much the logit falls when that part is covered; the output says which. docs/explain.md tells how to read it.",
            ],
        };
        command.Add(Model);
        command.Add(Photo);
        foreach (Option option in new Option[] { Class, Out, Neighbours, Data }.Concat(ModelOptions.All))
        {
            command.Add(option);
        }
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        (string path, string photo, int most) = (parsed.GetRequiredValue(Model), parsed.GetRequiredValue(Photo), parsed.GetValue(Neighbours));
        if (most is < 0 or > 100)
        {
            throw new MisuseException($"--neighbours {most}: 1 to 100 pictures fit on a sheet.");
        }
        string target = parsed.GetValue(Out) ?? $"{Path.GetFileNameWithoutExtension(photo)}-heat.png";
        ImageDataset? data = most > 0 ? EvaluateCommand.OpenData(path, parsed.GetValue(Data)) : null;
        using Predictor predictor = Predictor.Of(ModelOptions.Open(parsed, path, prepares: false));
        ImageClassifier model = predictor.Model;
        int? asked = parsed.GetValue(Class) is { } name ? Find(model, name) : null;
        PhotoPredictions answer = predictor.Answer(photo, Shown);
        HeatMap map = MapOf(model, photo, asked);
        Write(answer);
        HeatMapStyle style = new() { Format = Path.GetExtension(target).ToLowerInvariant() is ".jpg" or ".jpeg" ? ImageFormat.Jpeg : ImageFormat.Png };
        Write(target, HeatMapPicture.Draw(photo, model.Preprocessing, map.Heat(), map.Rows, map.Columns, style));
        Console.Out.WriteLine($"{target}: where {model.LabelOf(map.Label)} is seen, by {map.MethodText}, {map.Rows} × {map.Columns} places; logit {map.Logit:0.00}{(map.Evidence.Max() > 0 ? "" : "; nothing speaks for it")}");
        if (data is not null)
        {
            WriteNeighbours(model, photo, data, most, target);
        }
        return GraftProgram.Done;
    }

    private static void Write(string file, byte[] picture) => AtomicFile.Write(file, stream => stream.Write(picture));

    private static HeatMap MapOf(ImageClassifier model, string photo, int? label)
    {
        Preprocessing preprocessing = model.Preprocessing;
        byte[] planes = new byte[3 * preprocessing.Height * preprocessing.Width];
        using PhotoReader reader = new();
        reader.Read(photo, preprocessing, planes);
        float[] picture = new float[planes.Length];
        Normalization.Apply(planes, picture, preprocessing.Height * preprocessing.Width, preprocessing);
        using HeatMaps maps = HeatMaps.Of(model);
        return (label is { } wanted ? maps.Explain(picture, wanted) : maps.Explain(picture)).Maps[0];
    }

    private static int Find(ImageClassifier model, string name)
    {
        int[] places = [.. Enumerable.Range(0, model.Classes).Where(at => string.Equals(model.LabelOf(at), name, StringComparison.OrdinalIgnoreCase))];
        if (places.Length > 0)
        {
            return places[0];
        }
        string near = NearNames.Of(name, model.Labels) is [var found, ..] ? $" Did you mean '{found}'?" : "";
        throw new MisuseException($"--class {name}: the model has no such class.{near} Its {model.Classes} classes are {(model.Labels.Count > 0 ? $"{string.Join(", ", model.Labels.Take(10))}{(model.Labels.Count > 10 ? ", …" : "")}" : $"numbers from 0 to {model.Classes - 1}")}.");
    }

    private static void Write(PhotoPredictions answer)
    {
        Console.Out.WriteLine(answer.Path);
        foreach (Prediction prediction in answer.Predictions)
        {
            Console.Out.WriteLine($"  {Amounts.Percent(prediction.Probability),7}  {prediction.Label}");
        }
        if (answer.Distribution is { } distribution)
        {
            string share = $"stranger than {100 * distribution.Percentile:0} % of the validation pictures";
            Console.Out.WriteLine(distribution.IsUnfamiliar ? $"unlike the pictures it was trained for: {share}" : $"like the pictures it was trained for: {share}");
        }
    }

    private static void WriteNeighbours(ImageClassifier model, string photo, ImageDataset data, int most, string target)
    {
        IReadOnlyList<ImageItem> items = data.Items(Split.Train);
        using Meter meter = new("computing features", items.Count);
        using FeatureCache cache = FeatureCache.OfUser();
        IReadOnlyList<NearestPicture> nearest = NearestPictures.Find(model.Graph, model.Preprocessing, photo, items, most, new() { Cache = cache, UnreadableFraction = 1, Progress = (done, _) => meter.Report(done), Note = Console.Error.WriteLine });
        meter.Dispose();
        string sheet = Path.ChangeExtension(target, null) + "-neighbours.png";
        Write(sheet, PhotoSheet.Draw([.. nearest.Select(found => found.Item.File)]));
        Console.Out.WriteLine($"{sheet}: the nearest training pictures");
        TextTable table = new(">", "class", ">distance", "picture");
        foreach ((int at, NearestPicture found) in nearest.Index())
        {
            table.Add($"{at + 1}", data.Classes[found.Item.Label], string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{found.Distance:0.000}"), found.Item.Key);
        }
        table.Write(Console.Out);
    }
}
