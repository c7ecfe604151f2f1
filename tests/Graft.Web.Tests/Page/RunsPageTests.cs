using Graft.Recipes;
using Graft.Runs;
using Microsoft.Playwright;

namespace Graft.Web.Tests;

public sealed class RunsPageTests(Browser browser) : IClassFixture<Browser>
{
    [Theory]
    [InlineData(ColorScheme.Light, 1200)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task A_running_run_is_drawn_live_and_its_report_is_shown_when_it_has_ended(ColorScheme theme, int width)
    {
        string folder = Directory.CreateTempSubdirectory("graft-runs").FullName;
        try
        {
            await using RunningServer server = await RunningServer.Start(options => options with { Runs = folder });
            using RunDirectory run = RunDirectory.Create(Path.Combine(folder, "my flowers"), Recipe.Named("finetune"), new RunInfo { Command = "graft train --data photos" });
            using JsonLinesLog log = JsonLinesLog.Create(run.LogPath);
            log.On(new RunStarted(0, "mobilenet_v2", 10, 1384, 116, 10, 60));
            await using VisitedPage visited = await browser.Open(server, "/runs.html", theme, width);
            await visited.Says("#name", "my flowers");
            await visited.Says("#state", "running");
            for (int step = 1; step <= 30; step++)
            {
                log.On(new StepDone(step, step / 10.0, 2.0 / step, 0.01 * (1 - (step / 60.0)), 100 + step));
                if (step % 10 == 0)
                {
                    log.On(new Evaluated(step, step / 10.0, 0.5 + (step / 100.0), 0.9, 1.0 / step, 0.4 + (step / 100.0), 0.6 + (step / 100.0), 116, IsBest: true));
                }
            }
            await visited.Says("#numbers", "80.0 %");
            await visited.Says("#numbers", "30 of 60");
            log.On(new Planned(30, 90, ["90 of 100 steps fit"]));
            await visited.Says("#numbers", "30 of 90");
            Assert.Equal(3, await visited.At("#accuracy circle").CountAsync());
            log.On(new Evaluated(40, 4, 0.875, 0.99, 0.02, 0.8, 0.92, 116, IsBest: true));
            await visited.Says("#numbers", "87.5 %");
            await visited.IsAccessible();
            await visited.Screenshot($"runs-{theme}-{width}");
            log.On(new RunEnded(60, RunState.Finished, 61, 0.875));
            await File.WriteAllTextAsync(RunShelf.ReportOf(run), "<!doctype html><title>r</title><style>p{color:red}</style><p id=said>no</p><script>said.textContent = 'report of my flowers ' + (() => { try { return parent.document.title; } catch { return 'alone'; } })()</script>");
            run.Update(run.Info with { State = RunState.Finished, Step = 60, BestTop1 = 0.875, Ended = DateTimeOffset.UtcNow });
            await visited.Says("#state", "finished");
            await Assertions.Expect(visited.Page.FrameLocator("#report").Locator("#said")).ToHaveTextAsync("report of my flowers alone");
            visited.HasNoFaults();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Without_runs_the_page_says_how_to_show_some()
    {
        await using RunningServer server = await RunningServer.Start();
        await using VisitedPage visited = await browser.Open(server, "/runs.html");
        await visited.Says("#about", "Start the server with --runs DIR");
        await visited.IsAccessible();
        visited.HasNoFaults();
    }
}
