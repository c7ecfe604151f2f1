using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Graft.Bench.Comparisons;

/// <summary>What a process took and said.</summary>
/// <param name="Seconds">From its start to its end.</param>
/// <param name="Megabytes">The most that it had resident, mapped files included, as Linux counts it; without the processes that it started.</param>
/// <param name="Own">The most of its own memory, mapped files not included; looked at thirty times a second.</param>
/// <param name="Output">Standard output.</param>
internal sealed record JobResult(double Seconds, double Megabytes, double Own, string Output)
{
    public Measurement As(string section, string who, string @case, int round, double? top1 = null) => new(section, who, @case, round, Seconds, top1, Megabytes, Own);
}

/// <summary>A process to be timed.</summary>
internal sealed record Job(string Program, params string[] Arguments)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1 / 30.0);

    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Runs to the end.</summary>
    /// <param name="log">A file for what it says on either stream.</param>
    /// <exception cref="InvalidOperationException">It failed; the message has its last lines.</exception>
    public JobResult Run(string log)
    {
        ProcessStartInfo start = new(Program, Arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in Variables)
        {
            start.Environment[name] = value;
        }
        start.Environment["STARTED"] = (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds.ToString("F3", CultureInfo.InvariantCulture);
        StringBuilder output = new();
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        using StreamWriter all = new(log) { AutoFlush = true };
        all.WriteLine($"{Program} {string.Join(' ', Arguments)}");
        long from = Stopwatch.GetTimestamp();
        using Process process = new() { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(line.Data, output);
        process.ErrorDataReceived += (_, line) => Keep(line.Data, null);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        double peak = 0, own = 0;
        while (!process.WaitForExit(Interval))
        {
            peak = Math.Max(peak, Megabytes(process.Id, "VmHWM:"));
            own = Math.Max(own, Megabytes(process.Id, "RssAnon:"));
        }
        double seconds = Stopwatch.GetElapsedTime(from).TotalSeconds;
        process.WaitForExit(); // until both streams are read
        return process.ExitCode == 0 ? new(seconds, peak, own, output.ToString())
            : throw new InvalidOperationException($"'{Program} {string.Join(' ', Arguments)}' ended with status {process.ExitCode}; the end of what it said ({log}):\n{Tail(log, all)}");

        void Keep(string? line, StringBuilder? into)
        {
            if (line is not null)
            {
                into?.AppendLine(line);
                lock (all)
                {
                    all.WriteLine(line);
                }
            }
        }
    }

    private static string Tail(string log, StreamWriter writer)
    {
        writer.Close();
        return string.Join('\n', File.ReadLines(log).TakeLast(12));
    }

    private static double Megabytes(int process, string name)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
            return line is null ? 0 : double.Parse(line[name.Length..].Replace("kB", "").Trim(), CultureInfo.InvariantCulture) * 1024 / 1e6;
        }
        catch (IOException)
        {
            return 0; // it has just ended
        }
    }
}
