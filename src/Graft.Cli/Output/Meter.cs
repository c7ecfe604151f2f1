using System.Diagnostics;

namespace Graft.Cli.Output;

/// <summary>One line on a terminal that says how far a task is; nothing where standard error is no terminal.</summary>
/// <param name="total">How many things there are; 0 where that is not known.</param>
internal sealed class Meter(string doing, int total, string things = "pictures") : IDisposable
{
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
        Console.Error.Write(total == 0 ? $"\r\e[K{doing}: {done} {things}, {done / last.TotalSeconds:0} a second"
            : $"\r\e[K{doing}: {done} of {total} {things}, {done / last.TotalSeconds:0} a second, {Amounts.Duration(left)} left");
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
