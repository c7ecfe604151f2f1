using Microsoft.Playwright;
using SkiaSharp;

namespace Graft.Web.Tests;

public sealed class TryPageTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly byte[] Lime = SmallNetworks.Png(SKColors.Lime, 300, 200);

    [Theory]
    [InlineData(ColorScheme.Light, 1200)]
    [InlineData(ColorScheme.Dark, 1200)]
    [InlineData(ColorScheme.Light, 390)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task A_chosen_picture_is_named_with_bars_and_a_heat_map_in_both_themes_and_on_a_phone(ColorScheme theme, int width)
    {
        await using RunningServer server = await RunningServer.Start();
        await using VisitedPage visited = await browser.Open(server, theme: theme, width: width, height: 844);
        await visited.Says("#about", "colours looks at 32 × 32 pixels and knows 3 classes: red, green, blue");
        await visited.IsAccessible();
        await visited.Screenshot($"try-empty-{theme}-{width}");
        await visited.At("#file").SetInputFilesAsync(new FilePayload { Name = "meadow.png", MimeType = "image/png", Buffer = Lime });
        await visited.Says("#answer h2", "green");
        Assert.Equal(["green", "red", "blue"], (await visited.At("#answer li .name").AllTextContentsAsync()).Order(StringComparer.Ordinal).OrderBy(name => name == "green" ? 0 : name == "red" ? 1 : 2));
        Assert.Matches(@"^5[0-9]\.\d %$", await visited.At("#answer li .share").First.TextContentAsync());
        await visited.Shows("#heat");
        await visited.At("#heat-on").UncheckAsync();
        await Assertions.Expect(visited.At("#heat")).ToBeHiddenAsync();
        await visited.Says("#code", "curl -F 'file=@meadow.png' 'http://127.0.0.1:");
        await visited.IsAccessible();
        await visited.Screenshot($"try-{theme}-{width}");
        await visited.At("#another").ClickAsync();
        await visited.Shows("#drop");
        visited.HasNoFaults();
    }

    [Fact]
    public async Task A_pasted_picture_and_a_dropped_one_are_named()
    {
        await using RunningServer server = await RunningServer.Start();
        await using VisitedPage visited = await browser.Open(server);
        await visited.Says("#about", "colours");
        const string Send = """
            ([kind, base64]) => {
              const data = new DataTransfer();
              data.items.add(new File([Uint8Array.from(atob(base64), letter => letter.charCodeAt(0))], "p.png", { type: "image/png" }));
              document.body.dispatchEvent(kind === "paste" ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }) : new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
            }
            """;
        await visited.Page.EvaluateAsync(Send, new[] { "paste", Convert.ToBase64String(Lime) });
        await visited.Says("#answer h2", "green");
        await visited.Page.EvaluateAsync(Send, new[] { "drop", Convert.ToBase64String(SmallNetworks.Png(SKColors.Blue)) });
        await visited.Says("#answer h2", "blue");
        visited.HasNoFaults();
    }

    [Fact]
    public async Task A_sample_is_named_from_the_keyboard_and_what_is_no_picture_is_refused_in_words()
    {
        await using RunningServer server = await RunningServer.Start();
        await using VisitedPage visited = await browser.Open(server);
        await visited.Shows("#samples li:nth-child(3) button");
        await visited.At("#samples li:nth-child(3) button").FocusAsync();
        await visited.Page.Keyboard.PressAsync("Enter");
        await visited.Shows("#answer ol");
        await visited.At("#file").SetInputFilesAsync(new FilePayload { Name = "letter.txt", MimeType = "image/jpeg", Buffer = "Dear Sir"u8.ToArray() });
        await visited.Says("#answer [role=alert]", "this is no picture; JPEG, PNG, WebP, GIF and BMP are read");
        await visited.IsAccessible();
        await visited.Screenshot("try-refused");
        visited.HasNoFaults();
    }

    [Fact]
    public async Task The_lines_for_a_program_are_copied_and_the_theme_is_switched_and_kept()
    {
        await using RunningServer server = await RunningServer.Start();
        await using VisitedPage visited = await browser.Open(server);
        await visited.Says("#code", "curl");
        await visited.At("#tab-curl").FocusAsync();
        await visited.Page.Keyboard.PressAsync("ArrowRight");
        await visited.Says("#code", "HttpClient client");
        await visited.At("#copy").ClickAsync();
        await visited.Says("#copy", "Copied");
        Assert.Contains("ReadFromJsonAsync", await visited.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        await visited.At("#theme").ClickAsync();
        await visited.At("#theme").ClickAsync();
        await visited.Page.ReloadAsync();
        await Assertions.Expect(visited.At("html")).ToHaveAttributeAsync("data-theme", "dark");
        visited.HasNoFaults();
    }

    [Fact]
    public async Task A_server_with_keys_asks_for_one_and_lets_the_browser_in()
    {
        await using RunningServer server = await RunningServer.Start(options => options with { ApiKeys = ["secret"] });
        await using VisitedPage visited = await browser.Open(server);
        await visited.At("dialog input").FillAsync("wrong");
        await visited.Page.Keyboard.PressAsync("Enter");
        await visited.Says("dialog [role=alert]", "this is not a key");
        await visited.IsAccessible();
        await visited.At("dialog input").FillAsync("secret");
        await visited.Page.Keyboard.PressAsync("Enter");
        await visited.Says("#about", "colours");
        await visited.At("#file").SetInputFilesAsync(new FilePayload { Name = "a.png", MimeType = "image/png", Buffer = Lime });
        await visited.Says("#answer h2", "green");
        visited.HasNoFaults();
    }

    [Fact]
    public async Task The_reference_shows_every_operation()
    {
        await using RunningServer server = await RunningServer.Start();
        await using VisitedPage visited = await browser.Open(server, "/openapi.html");
        await visited.Says("#operations", "/v1/predict");
        await visited.At("summary").First.ClickAsync();
        await visited.Says("details[open]", "pictures[].predictions[].probability");
        await visited.IsAccessible();
        await visited.Screenshot("reference");
        visited.HasNoFaults();
    }
}
