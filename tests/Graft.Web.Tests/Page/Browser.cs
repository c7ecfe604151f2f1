using Microsoft.Playwright;

namespace Graft.Web.Tests;

/// <summary>Headless Chromium for the tests of the page; where none is installed, they are skipped with that reason.</summary>
public sealed class Browser : IAsyncLifetime
{
    /// <summary>Names the program of a Chromium that is not in one of the usual places.</summary>
    private const string Variable = "GRAFT_CHROMIUM";

    private static readonly string[] Usual =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe", @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ];

    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        if ((Environment.GetEnvironmentVariable(Variable) ?? Array.Find(Usual, File.Exists)) is { } program)
        {
            playwright = await Playwright.CreateAsync();
            browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = ["--no-sandbox"] });
        }
    }

    /// <summary>A page of its own that notes what a visitor must never see: errors on the console, and requests to elsewhere.</summary>
    internal async Task<VisitedPage> Open(RunningServer server, string address = "/", ColorScheme theme = ColorScheme.Light, int width = 1200, int height = 1000)
    {
        Assert.SkipWhen(browser is null, $"needs Chromium: install it, or name its program in {Variable}");
        IBrowserContext context = await browser!.NewContextAsync(new() { ColorScheme = theme, ViewportSize = new() { Width = width, Height = height }, HasTouch = width < 600, IsMobile = width < 600, Permissions = ["clipboard-read", "clipboard-write"] });
        VisitedPage visited = new(await context.NewPageAsync(), server.Address);
        await visited.Page.GotoAsync(new Uri(server.Address, address).ToString());
        return visited;
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }
        playwright?.Dispose();
    }
}
