using System.Diagnostics;

namespace Graft.Cli.Output;

/// <summary>One line on a terminal that says how far a task is; nothing where standard error is no terminal.</summary>
/// <param name="total">How many things there are; 0 where that is not known.</param>
internal sealed class Meter(string doing, int total, string things = "pictures") : IDisposable
{
    private const int BarWidth = 20;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly bool shown = !Console.IsErrorRedirected;
    private TimeSpan last;
    private bool written;

    public void Report(int done)
    {
        if (!shown || watch.Elapsed - last < Interval)
        {
            return;
        }
        last = watch.Elapsed;
        TimeSpan left = TimeSpan.FromSeconds(last.TotalSeconds * (total - done) / Math.Max(done, 1));
        int filled = (int)((long)BarWidth * done / Math.Max(total, 1));
        string line = total == 0 ? $"{doing}: {done} {things}, {done / last.TotalSeconds:0} a second"
            : $"{doing}  {new string('━', filled)}{new string('─', BarWidth - filled)}  {done} of {total} {things}, {done / last.TotalSeconds:0} a second, {Amounts.Duration(left)} left";
        // A line that wraps could not be written over.
        int most = Math.Max(Console.WindowWidth - 1, 20);
        Console.Error.Write($"\r\e[K{(line.Length > most ? line[..most] : line)}");
        written = true;
    }

    public void Dispose()
    {
        if (written)
        {
            Console.Error.Write("\r\e[K");
            written = false;
        }
    }
}
