using Graft.Cli.Output;
using Graft.Downloads;

namespace Graft.Cli.Tests;

/// <summary>What a person sees of a download: on a terminal a line that changes, elsewhere only what has to be said.</summary>
public class DownloadMeterTests
{
    private static readonly DownloadEvent[] Story =
    [
        new DownloadAwaited("w.pth"),
        new DownloadStarted("w.pth", "https://h/w.pth", 0, 100_000_000),
        new DownloadProgressed("w.pth", 25_000_000, 100_000_000, null),
        new DownloadRetried("w.pth", "the connection was cut", TimeSpan.FromSeconds(0.7)),
        new DownloadStarted("w.pth", "https://h/w.pth", 25_000_000, 100_000_000),
        new DownloadProgressed("w.pth", 50_000_000, 100_000_000, 10_000_000),
        new DownloadProgressed("w.pth", 100_000_000, 100_000_000, 10_000_000),
        new DownloadChecking("w.pth", 50_000_000, 100_000_000),
    ];

    [Fact]
    public void A_log_file_gets_what_has_to_be_said_and_no_more() => Assert.Equal(
        "  another process is fetching it; waiting for that\n  from https://h/w.pth, 100 MB\n  the connection was cut; trying again in 0.7 s\n  from https://h/w.pth, going on after 25.0 MB\n", Told(live: false, width: 0));

    [Fact]
    public void A_terminal_shows_share_amount_rate_and_the_time_left()
    {
        string told = Told(live: true, width: 200);
        Assert.Contains("\r\e[K  w.pth  ━━━━━───────────────  25 %  25.0 MB of 100 MB  \r\e[K  the connection was cut", told);
        Assert.Contains("\r\e[K  w.pth  ━━━━━━━━━━──────────  50 %  50.0 MB of 100 MB  10.0 MB/s  5.0 s left", told);
        Assert.Contains("\r\e[K  w.pth  ━━━━━━━━━━──────────  50 %  50.0 MB of 100 MB  verifying", told);
        Assert.EndsWith("\r\e[K", told); // nothing is left of it
    }

    [Fact]
    public void A_narrow_terminal_never_wraps() => Assert.All(Told(live: true, width: 40).Split("\e[K").Where(part => part.StartsWith("  w.pth", StringComparison.Ordinal)), part => Assert.InRange(part.TrimEnd('\r').Length, 1, 39));

    private static string Told(bool live, int width)
    {
        using StringWriter text = new() { NewLine = "\n" };
        using (DownloadMeter meter = new(text, live, () => width, new Hurrying()))
        {
            Array.ForEach(Story, meter.Report);
        }
        return text.ToString();
    }

    /// <summary>A second passes whenever one looks.</summary>
    private sealed class Hurrying : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => now++;
    }
}
