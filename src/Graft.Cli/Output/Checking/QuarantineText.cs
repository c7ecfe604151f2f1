using Graft.Cli.CommandLine;
using Graft.Imaging;

namespace Graft.Cli.Output;

/// <summary>What was moved out of a data set or put back, on standard error.</summary>
internal static class QuarantineText
{
    private const int Shown = 10;

    public static void Moved(Quarantine quarantine, QuarantineResult result, string data)
    {
        Console.Error.WriteLine(result.Moved.Count == 0 ? "moved nothing" : $"moved {Files(result.Moved.Count)} to {quarantine.Folder}: {string.Join(", ", result.Moved.CountBy(file => file.Kind).Select(row => $"{row.Value} {row.Key}"))}");
        Kept(result);
        if (result.Moved.Count > 0)
        {
            Console.Error.WriteLine($"put them back with: graft check {data} --undo");
        }
    }

    public static int Undone(Quarantine quarantine, QuarantineResult result)
    {
        Console.Error.WriteLine($"put back {Files(result.Moved.Count)} from {quarantine.Folder}");
        Kept(result);
        return result.Kept.Count == 0 ? GraftProgram.Done : GraftProgram.Failed;
    }

    private static void Kept(QuarantineResult result)
    {
        foreach ((string file, string reason) in result.Kept.Take(Shown))
        {
            Console.Error.WriteLine($"not moved: {file} ({reason})");
        }
        if (result.Kept.Count > Shown)
        {
            Console.Error.WriteLine($"not moved: … and {result.Kept.Count - Shown} more");
        }
    }

    private static string Files(int count) => $"{count:N0} file{(count == 1 ? "" : "s")}";
}
