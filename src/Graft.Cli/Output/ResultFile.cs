using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Graft.Runs;

namespace Graft.Cli.Output;

/// <summary>Where <c>--json FILE|-</c> and <c>--csv FILE|-</c> put their text.</summary>
internal static class ResultFile
{
    /// <summary>What stands for standard output in place of a file name.</summary>
    public const string StandardOutput = "-";

    private static readonly JsonWriterOptions Format = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    public static void WriteJson(string target, Action<Utf8JsonWriter> write)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter writer = new(bytes, Format))
        {
            write(writer);
        }
        Write(target, Encoding.UTF8.GetString(bytes.ToArray()) + "\n");
    }

    public static void WriteCsv(string target, IEnumerable<string[]> rows) => Write(target, string.Concat(rows.Select(row => string.Join(',', row.Select(Quoted)) + "\n")));

    private static void Write(string target, string text)
    {
        if (target == StandardOutput)
        {
            Console.Out.Write(text);
            return;
        }
        AtomicFile.WriteText(target, text);
        Console.Error.WriteLine($"wrote {target}");
    }

    /// <summary>RFC 4180: quotes where a separator, a quote or a line break stands within.</summary>
    private static string Quoted(string cell) => cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
