using System.Globalization;
using Graft.Downloads;

namespace Graft.Cli.Output;

/// <summary>Shows a person how a download goes, on standard error: on a terminal one line that changes, elsewhere only what has to be said.</summary>
internal sealed class DownloadMeter(TextWriter to, bool live, Func<int> width, TimeProvider clock) : IDisposable
{
    private const int BarWidth = 20;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private long? last;
    private bool written;

    /// <summary>The one that fits standard error.</summary>
    public static DownloadMeter ForStandardError() => new(Console.Error, !Console.IsErrorRedirected, () => Console.WindowWidth, TimeProvider.System);

    public void Report(DownloadEvent happened)
    {
        switch (happened)
        {
            case DownloadStarted started:
                Say($"  from {started.From}{(started.Kept > 0 ? $", going on after {Amounts.Bytes(started.Kept)}" : "")}{(started is { Kept: 0, Total: { } all } ? $", {Amounts.Bytes(all)}" : "")}");
                break;
            case DownloadRetried retried:
                Say($"  {retried.Reason}; trying again{(retried.Wait > TimeSpan.Zero ? $" in {Amounts.Duration(retried.Wait)}" : "")}");
                break;
            case DownloadSourceFailed failed:
                Say($"  {failed.Reason}; trying the next place");
                break;
            case DownloadAwaited:
                Say("  another process is fetching it; waiting for that");
                break;
            case DownloadProgressed progressed:
                Show(progressed.Name, progressed.Bytes, progressed.Total, Speed(progressed), progressed.Bytes == progressed.Total);
                break;
            case DownloadChecking checking:
                Show(checking.Name, checking.Bytes, checking.Total, "verifying", ends: false);
                break;
        }
    }

    public void Dispose() => Clear();

    private static string Speed(DownloadProgressed progressed) => progressed.BytesPerSecond is not { } rate ? ""
        : $"{Amounts.Bytes((long)rate)}/s{(progressed.Total is { } total && rate > 0 ? $"  {Amounts.Duration(TimeSpan.FromSeconds(Math.Min((total - progressed.Bytes) / rate, 359_999)))} left" : "")}";

    private void Show(string name, long bytes, long? total, string rest, bool ends)
    {
        if (!live || (!ends && last is { } before && clock.GetElapsedTime(before) < Interval))
        {
            return;
        }
        last = clock.GetTimestamp();
        double share = total > 0 ? (double)bytes / total.Value : 0;
        int filled = (int)(BarWidth * share);
        string bar = total is null ? "" : string.Create(CultureInfo.InvariantCulture, $"  {new string('━', filled)}{new string('─', BarWidth - filled)} {100 * share,3:0} %");
        string line = $"  {name}{bar}  {Amounts.Bytes(bytes)}{(total is { } all ? $" of {Amounts.Bytes(all)}" : "")}  {rest}";
        // A line that wraps could not be written over.
        int most = Math.Max(width() - 1, 20);
        to.Write($"\r\e[K{(line.Length > most ? line[..most] : line)}");
        written = true;
    }

    private void Say(string line)
    {
        Clear();
        to.WriteLine(line);
    }

    private void Clear()
    {
        if (written)
        {
            to.Write("\r\e[K");
            written = false;
        }
    }
}
