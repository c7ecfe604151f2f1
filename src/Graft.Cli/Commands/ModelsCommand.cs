using System.CommandLine;
using System.Text.Json;
using Graft.Cli.CommandLine;
using Graft.Cli.Output;
using Graft.Models;

namespace Graft.Cli.Commands;

/// <summary><c>graft models</c>: the networks that can be built by name.</summary>
internal static class ModelsCommand
{
    private static readonly Argument<string?> Name = new("NAME") { Description = "One of them, to see its paper and where its published weights are", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string?> Json = new("--json") { HelpName = "FILE|-", Description = "Write the list as JSON to a file, or with - to standard output in place of the table" };

    public static Command Create()
    {
        GraftCommand command = new("models", "List the networks that train knows by name; input, parameters, work, published accuracy.")
        {
            Usage = ["models [NAME] [--json FILE|-]"],
            Examples =
            [
                ("graft models", "all of them"),
                ("graft models resnet50", "one of them: its paper, and where its published weights are"),
            ],
            Notes = ["Parameters and multiply-adds are for 1,000 classes and one picture. Any other network can be given to train as an ONNX file."],
        };
        command.Add(Name);
        command.Add(Json);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        if (parsed.GetValue(Name) is { } name)
        {
            WriteOne(Architectures.Find(name));
            return GraftProgram.Done;
        }
        ArchitectureFigures[] rows = [.. Architectures.All.AsParallel().AsOrdered().Select(ArchitectureFigures.Of)];
        string? json = parsed.GetValue(Json);
        if (json is not null)
        {
            ResultFile.WriteJson(json, writer => Write(writer, rows));
        }
        if (json != ResultFile.StandardOutput)
        {
            Write(rows);
        }
        return GraftProgram.Done;
    }

    private static void Write(ArchitectureFigures[] rows)
    {
        TextTable table = new("name", "input", ">parameters", ">multiply-adds", ">features", ">published top-1");
        string last = "";
        foreach (ArchitectureFigures row in rows)
        {
            if (row.Architecture.Family != last)
            {
                last = row.Architecture.Family;
                table.Heading(last);
            }
            string best = WeightsOf(row.Architecture).Max(weights => weights.Accuracy) is { } accuracy ? Amounts.Percent(accuracy) : "";
            table.Add($"  {row.Architecture.Name}", $"3 × {row.Architecture.Side} × {row.Architecture.Side}", Amounts.Count(row.Parameters), Amounts.Count(row.MultiplyAdds), $"{row.Features}", best);
        }
        table.Write(Console.Out);
    }

    private static void WriteOne(Architecture architecture)
    {
        ArchitectureFigures figures = ArchitectureFigures.Of(architecture);
        TextTable table = new TextTable("", "")
            .Add("name", architecture.Name).Add("family", architecture.Family).Add("paper", architecture.Paper)
            .Add("input", $"3 × {architecture.Side} × {architecture.Side}").Add("parameters", Amounts.Count(figures.Parameters)).Add("multiply-adds", Amounts.Count(figures.MultiplyAdds)).Add("features", $"{figures.Features}");
        foreach (PretrainedWeights weights in WeightsOf(architecture))
        {
            table.Add($"weights {weights.Name}", $"{(weights.IsEmbedded ? "comes with Graft" : weights.Address.AbsoluteUri)} ({(weights.Sha256 is { } hash ? $"SHA-256 {hash}…" : "no hash stated")}{(weights.Accuracy is { } accuracy ? $", ImageNet top-1 {Amounts.Percent(accuracy)}" : "")})");
        }
        table.Write(Console.Out);
    }

    private static void Write(Utf8JsonWriter json, ArchitectureFigures[] rows)
    {
        json.WriteStartArray();
        foreach (ArchitectureFigures row in rows)
        {
            json.WriteStartObject();
            json.WriteString("name", row.Architecture.Name);
            json.WriteString("family", row.Architecture.Family);
            json.WriteString("paper", row.Architecture.Paper);
            json.WriteNumber("side", row.Architecture.Side);
            json.WriteNumber("parameters", row.Parameters);
            json.WriteNumber("multiplyAdds", row.MultiplyAdds);
            json.WriteNumber("features", row.Features);
            json.WriteStartArray("weights");
            foreach (PretrainedWeights weights in WeightsOf(row.Architecture))
            {
                json.WriteStartObject();
                json.WriteString("name", weights.Name);
                json.WriteString("address", weights.Address.ToString());
                json.WriteString("sha256", weights.Sha256);
                if (weights.Accuracy is { } accuracy)
                {
                    json.WriteNumber("top1", accuracy);
                }
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static IReadOnlyList<PretrainedWeights> WeightsOf(Architecture architecture) => PublishedWeights.Of(architecture.Name);
}
