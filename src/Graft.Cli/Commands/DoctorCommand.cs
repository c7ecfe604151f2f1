using System.CommandLine;
using Graft.Cli.CommandLine;
using Graft.Cli.Output;
using Graft.Training.Native;

namespace Graft.Cli.Commands;

/// <summary><c>graft doctor</c>: what this machine offers, and what to do about anything missing.</summary>
internal static class DoctorCommand
{
    private static readonly Option<string?> Json = new("--json") { HelpName = "FILE|-", Description = "Write the findings as JSON to a file, or with - to standard output in place of the table" };
    private static readonly Option<string?> LibTorchFolder = new("--libtorch") { HelpName = "DIR", Description = "Look at the libtorch of an installed PyTorch (also: GRAFT_LIBTORCH)" };

    public static Command Create()
    {
        GraftCommand command = new("doctor", "Check this machine; native libraries, threads, devices, and what to do about anything missing.")
        {
            Usage = ["doctor [--libtorch DIR] [--json FILE|-]"],
            Examples =
            [
                ("graft doctor", "what is loaded from where, and what is missing"),
                ("graft doctor --libtorch /usr/lib/python3/dist-packages/torch", "whether an installed PyTorch can be used instead"),
            ],
            Notes = ["The exit status is 1 when something does not work that Graft needs."],
        };
        command.Add(LibTorchFolder);
        command.Add(Json);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        if (parsed.GetValue(LibTorchFolder) is { } folder)
        {
            LibTorch.Use(folder);
        }
        IReadOnlyList<DoctorRow> rows = Doctor.Examine();
        string? json = parsed.GetValue(Json);
        if (json is not null)
        {
            ResultFile.WriteJson(json, writer =>
            {
                writer.WriteStartArray();
                foreach (DoctorRow row in rows)
                {
                    writer.WriteStartObject();
                    writer.WriteString("topic", row.Topic);
                    writer.WriteString("status", row.Status.ToString().ToLowerInvariant());
                    writer.WriteString("fact", row.Fact);
                    writer.WriteString("remedy", row.Remedy);
                    writer.WriteEndObject();
                }
                writer.WriteEndArray();
            });
        }
        if (json != ResultFile.StandardOutput)
        {
            Write(rows);
        }
        return rows.Any(row => row.Status == DoctorStatus.Fail) ? GraftProgram.Failed : GraftProgram.Done;
    }

    private static void Write(IReadOnlyList<DoctorRow> rows)
    {
        TextTable table = new("", "", "");
        foreach (DoctorRow row in rows)
        {
            table.Add(row.Status switch { DoctorStatus.Ok => "✓", DoctorStatus.Warn => "!", _ => "✗" }, row.Topic, row.Fact);
            if (row.Remedy is { } remedy)
            {
                table.Add("", "", $"→ {remedy}");
            }
        }
        table.Write(Console.Out);
    }
}
