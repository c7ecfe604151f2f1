using System.Globalization;
using System.Text;

namespace Graft.Bench;

/// <summary>A page of measured figures: printed, and kept as bench/results/DATE-NAME.md, or in the folder that the variable RESULTS names.</summary>
internal sealed class ResultPage(string name, string what, string command)
{
    private readonly StringBuilder text = new($"# {char.ToUpperInvariant(name[0])}{name[1..]}, {DateTime.UtcNow:yyyy-MM-dd}\n\n{what} {Machine}.\n\n`{command}`\n\n");

    /// <summary>The machine in words.</summary>
    public static string Machine => string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, {Processor()}{(System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? " with AVX-512" : "")}");

    public void Table(IEnumerable<string> columns, IEnumerable<string[]> rows)
    {
        string[] titles = [.. columns];
        text.Append("| ").AppendJoin(" | ", titles).Append(" |\n|").Insert(text.Length, "---|", titles.Length).Append('\n');
        foreach (string[] row in rows)
        {
            text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        }
        text.Append('\n');
    }

    public void Say(string sentence) => text.Append(sentence).Append("\n\n");

    public int Write()
    {
        string page = text.ToString().TrimEnd('\n') + "\n";
        Console.Write(page);
        string folder = Environment.GetEnvironmentVariable("RESULTS") is { Length: > 0 } given ? given : Path.Combine(Root(), "bench", "results");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, $"{DateTime.UtcNow:yyyy-MM-dd}-{name}.md"), page);
        return 0;
    }

    public static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Graft.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }
        return folder ?? Environment.CurrentDirectory;
    }

    private static string Processor() => File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").First(line => line.StartsWith("model name", StringComparison.Ordinal)).Split(':')[1].Trim() : "unknown processor";
}
