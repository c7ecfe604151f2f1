using System.CommandLine;
using System.Text.Json;
using Graft.Cli.CommandLine;
using Graft.Cli.Output;
using Graft.Downloads;
using Graft.Models;

namespace Graft.Cli.Commands;

/// <summary><c>graft weights list</c>: what is published.</summary>
internal static class WeightsListing
{
    private static readonly Argument<string?> Which = new("ARCHITECTURE") { Description = "Only its files; the beginning of a name or an identifier will do", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<bool> Cached = new("--cached") { Description = "Only files that are on this machine" };
    private static readonly Option<string?> Json = new("--json") { HelpName = "FILE|-", Description = "Write the list as JSON to a file, or with - to standard output in place of the table" };

    public static GraftCommand Create()
    {
        GraftCommand command = new("list", "List published weight files; publisher, size, licence, accuracy, and whether they are here.")
        {
            Usage = ["weights list [ARCHITECTURE] [--cached] [--json FILE|-]"],
            Examples =
            [
                ("graft weights list", "all of them"),
                ("graft weights list resnet50", "those of a network, the one that train takes by itself first"),
                ("graft weights list --cached", "those on this machine"),
            ],
            Notes = ["Empty cells are what the publisher does not state. Top-1 is his own figure, on ImageNet's validation pictures."],
        };
        command.Add(Which);
        command.Add(Cached);
        command.Add(Json);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        WeightStore store = new();
        PretrainedWeights[] rows = [.. Chosen(parsed.GetValue(Which)).Where(weights => !parsed.GetValue(Cached) || store.HasFile(weights))];
        string? json = parsed.GetValue(Json);
        if (json is not null)
        {
            ResultFile.WriteJson(json, writer => Write(writer, rows, store));
        }
        if (json != ResultFile.StandardOutput)
        {
            Write(rows, store);
            int here = rows.Count(store.HasFile);
            Console.Error.WriteLine($"{rows.Length} files of {rows.Select(weights => weights.Architecture).Distinct().Count()} architectures, {here} of them in {store.Folder}");
        }
        return GraftProgram.Done;
    }

    /// <summary>The files of one architecture where the word is its name; else all whose identifier begins with it.</summary>
    private static IReadOnlyList<PretrainedWeights> Chosen(string? word)
    {
        if (word is null)
        {
            return PublishedWeights.All;
        }
        if (Architectures.TryFind(word) is { } architecture && PublishedWeights.Of(architecture.Name) is { Count: > 0 } published)
        {
            return published;
        }
        PretrainedWeights[] begun = [.. PublishedWeights.All.Where(weights => weights.Id.StartsWith(word, StringComparison.OrdinalIgnoreCase))];
        return begun.Length > 0 ? begun : [PretrainedFiles.Find(word)];
    }

    private static void Write(PretrainedWeights[] rows, WeightStore store)
    {
        TextTable table = new("id", "publisher", ">size", "licence", ">top-1", "here");
        foreach (PretrainedWeights weights in rows)
        {
            table.Add(weights.Id, weights.Publisher, weights.Size is { } size ? Amounts.Bytes(size) : "", weights.Licence ?? "", weights.Accuracy is { } accuracy ? Amounts.Percent(accuracy) : "", store.Has(weights) ? "✓" : "");
        }
        table.Write(Console.Out);
    }

    private static void Write(Utf8JsonWriter json, PretrainedWeights[] rows, WeightStore store)
    {
        json.WriteStartArray();
        foreach (PretrainedWeights weights in rows)
        {
            json.WriteStartObject();
            json.WriteString("id", weights.Id);
            json.WriteString("architecture", weights.Architecture);
            json.WriteString("name", weights.Name);
            json.WriteString("publisher", weights.Publisher);
            json.WriteString("address", weights.Address.AbsoluteUri);
            json.WriteString("file", weights.FileName);
            if (weights.Size is { } size)
            {
                json.WriteNumber("size", size);
            }
            WriteStated("sha256", weights.Sha256);
            WriteStated("md5", weights.Md5);
            WriteStated("licence", weights.Licence);
            json.WriteNumber("classes", weights.Classes);
            if (weights.Accuracy is { } accuracy)
            {
                json.WriteNumber("top1", accuracy);
            }
            WriteStated("path", store.HasFile(weights) ? store.PathOf(weights) : null);
            json.WriteEndObject();
        }
        json.WriteEndArray();

        void WriteStated(string name, string? value)
        {
            if (value is not null)
            {
                json.WriteString(name, value);
            }
        }
    }
}
