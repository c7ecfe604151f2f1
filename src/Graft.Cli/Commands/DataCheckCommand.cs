using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Graft.Cli.CommandLine;
using Graft.Cli.Output;
using Graft.Imaging;

namespace Graft.Cli.Commands;

/// <summary><c>graft data check</c>: whether every picture is there and begins as a picture should.</summary>
internal static class DataCheckCommand
{
    /// <summary>Names shown of a longer list.</summary>
    private const int Shown = 10;

    private static readonly Argument<string> Data = new("DIR") { HelpName = "DIR|FILE.csv", Description = "The data set, as for 'graft train --data'" };
    private static readonly Option<bool> Part = new("--part") { Description = "A part of Food-101 is meant: do not miss the rest of it" };
    private static readonly Option<string?> Json = new("--json") { HelpName = "FILE|-", Description = "Write the findings as JSON to a file, or with - to standard output in place of the table" };

    public static GraftCommand Create()
    {
        GraftCommand command = new("check", "Check that a data set is all there; classes, counts, missing and unreadable pictures.")
        {
            Usage = ["data check DIR|FILE.csv [--part] [--json FILE|-]"],
            Examples =
            [
                ("graft data check food-101", "101 classes, 75,750 pictures to learn from and 25,250 to test on, all with readable headers"),
                ("graft data check food10 --part", "a few classes of it"),
            ],
            Notes = ["The exit status is 1 when a picture is missing or unreadable, or when what has only classes of Food-101 is not the whole of it."],
        };
        command.Add(Data);
        command.Add(Part);
        command.Add(Json);
        command.SetAction(parsed =>
        {
            using StopRequest stop = new() { Saying = "stopping" };
            return Check(parsed.GetRequiredValue(Data), parsed.GetValue(Part), parsed.GetValue(Json), stop.Token);
        });
        return command;
    }

    /// <summary>Checks a data set and writes what was found.</summary>
    public static int Check(string path, bool part, string? json, CancellationToken stop)
    {
        Meter? meter = null;
        Lock guard = new();
        DatasetFindings found = DatasetCheck.Run(path, (done, total) =>
        {
            lock (guard)
            {
                (meter ??= new("checking", total)).Report(done);
            }
        }, stop);
        meter?.Dispose();
        IReadOnlyList<string> lacks = found.IsFood101 && !part ? found.LacksOfFood101() : [];
        if (json is not null)
        {
            ResultFile.WriteJson(json, writer => Write(writer, found, lacks));
        }
        if (json != ResultFile.StandardOutput)
        {
            Write(found, lacks, part);
        }
        return found.IsSound && lacks.Count == 0 ? GraftProgram.Done : GraftProgram.Failed;
    }

    private static void Write(DatasetFindings found, IReadOnlyList<string> lacks, bool part)
    {
        TextTable table = new TextTable("", "").Add("layout", found.Layout).Add("classes", Number(found.Classes.Count));
        foreach (Split? split in new Split?[] { Split.Train, Split.Validation, Split.Test, null })
        {
            if (found.Total(split) is > 0 and int count)
            {
                table.Add(Word(split), Number(count));
            }
        }
        table.Add("missing", Number(found.Missing.Count)).Add("unreadable", Number(found.Unreadable.Count));
        if (found.Unlisted.Count > 0)
        {
            table.Add("not listed", Number(found.Unlisted.Count));
        }
        if (found.IsFood101)
        {
            table.Add("Food-101", part ? "a part, as asked" : lacks.Count > 0 ? "not the whole of it" : found.IsSound ? "complete" : "damaged");
        }
        table.Write(Console.Out);
        Show("missing", found.Missing);
        Show("unreadable", found.Unreadable);
        Show("not listed", found.Unlisted);
        foreach (string line in lacks.Concat(found.Warnings))
        {
            Console.Out.WriteLine($"note: {line}");
        }
        if (lacks.Count > 0)
        {
            Console.Error.WriteLine("Is a part of Food-101 meant? Then say so with --part. For the whole of it: graft data pull food101 DIR");
        }
    }

    private static void Show(string what, IReadOnlyList<string> names)
    {
        foreach (string name in names.Take(Shown))
        {
            Console.Out.WriteLine($"{what}: {name}");
        }
        if (names.Count > Shown)
        {
            Console.Out.WriteLine($"{what}: … and {Number(names.Count - Shown)} more (--json lists all)");
        }
    }

    private static void Write(Utf8JsonWriter json, DatasetFindings found, IReadOnlyList<string> lacks)
    {
        json.WriteStartObject();
        json.WriteString("layout", found.Layout);
        json.WriteNumber("classes", found.Classes.Count);
        foreach (Split? split in new Split?[] { Split.Train, Split.Validation, Split.Test, null })
        {
            json.WriteNumber(split is null ? "notSplit" : Word(split), found.Total(split));
        }
        json.WriteBoolean("sound", found.IsSound);
        if (found.IsFood101)
        {
            json.WriteBoolean("completeFood101", found.IsSound && lacks.Count == 0);
        }
        foreach ((string name, IReadOnlyList<string> list) in new[] { ("missing", found.Missing), ("unreadable", found.Unreadable), ("notListed", found.Unlisted), ("lacks", lacks), ("warnings", found.Warnings) })
        {
            json.WriteStartArray(name);
            foreach (string each in list)
            {
                json.WriteStringValue(each);
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static string Word(Split? split) => split?.ToString().ToLowerInvariant() ?? "not split";

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
