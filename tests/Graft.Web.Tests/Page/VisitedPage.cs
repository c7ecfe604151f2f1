using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Graft.Web.Tests;

/// <summary>A page that is looked at, and what went wrong on it.</summary>
internal sealed class VisitedPage : IAsyncDisposable
{
    /// <summary>A folder for screenshots, for people who want to look; none are taken without it.</summary>
    private static readonly string? Screenshots = Environment.GetEnvironmentVariable("GRAFT_SCREENSHOTS");

    private readonly ConcurrentQueue<string> faults = [];

    public VisitedPage(IPage page, Uri server)
    {
        Page = page;
        page.SetDefaultTimeout(30_000);
        page.Console += (_, message) =>
        {
            // Chromium reports each refused request itself, whatever the page makes of it.
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                faults.Enqueue($"console: {message.Text}");
            }
        };
        page.PageError += (_, error) => faults.Enqueue($"error: {error}");
        page.Request += (_, request) =>
        {
            Uri address = new(request.Url);
            if (address.Scheme is "http" or "https" && address.Authority != server.Authority)
            {
                faults.Enqueue($"asks elsewhere: {request.Url}");
            }
        };
    }

    public IPage Page { get; }

    public ILocator At(string selector) => Page.Locator(selector);

    public Task Says(string selector, string text) => Assertions.Expect(At(selector)).ToContainTextAsync(text, new() { Timeout = 30_000 });

    public Task Shows(string selector) => Assertions.Expect(At(selector)).ToBeVisibleAsync(new() { Timeout = 30_000 });

    public async Task Screenshot(string name)
    {
        if (Screenshots is not null)
        {
            await Page.ScreenshotAsync(new() { Path = Path.Combine(Screenshots, $"{name}.png"), FullPage = true, Animations = ScreenshotAnimations.Disabled });
        }
    }

    /// <summary>Asserts that axe-core finds nothing serious, and that nothing is cut off at the side.</summary>
    public async Task IsAccessible()
    {
        AxeResult result = await Page.RunAxe();
        Assert.Empty(result.Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => $"{violation.Id}: {violation.Help}: {string.Join("; ", violation.Nodes.Select(node => node.Html))}"));
        Assert.True(await Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than its window");
    }

    public void HasNoFaults() => Assert.Empty(faults);

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();
}
