using System.Text.Json;
using Graft.Recipes;
using Graft.Runs;

namespace Graft.Web.Tests;

public sealed class RunEventTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-runs").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_log_comes_line_by_line_as_it_grows_and_ends_with_the_run()
    {
        await using RunningServer server = await RunningServer.Start(options => options with { Runs = folder });
        using RunDirectory run = Begin("a");
        using JsonLinesLog log = JsonLinesLog.Create(run.LogPath);
        log.On(new Warning("first"));
        await using EventReader reader = await EventReader.Open(server, "a");
        (string kind, string data, string id) = await reader.Next();
        Assert.Equal(("log", "first"), (kind, JsonDocument.Parse(data).RootElement.GetProperty("message").GetString()));
        Assert.Equal(new FileInfo(run.LogPath).Length.ToString(System.Globalization.CultureInfo.InvariantCulture), id);
        // Half a line is no event yet.
        await File.AppendAllTextAsync(run.LogPath, """{"event":"warning","mess""");
        await Task.Delay(700);
        await File.AppendAllTextAsync(run.LogPath, "age\":\"second ä\"}\n");
        Assert.Contains("second ä", (await reader.Next()).Data);
        run.Update(run.Info with { State = RunState.Finished });
        Assert.Equal("end", (await reader.Next()).Kind);
        Assert.Equal("finished", (await RunningServer.Json(server.Client.GetAsync("/v1/runs/a"))).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Whoever_was_cut_off_goes_on_behind_the_last_event_and_begins_anew_where_the_log_did()
    {
        await using RunningServer server = await RunningServer.Start(options => options with { Runs = folder });
        using RunDirectory run = Begin("a");
        using (JsonLinesLog log = JsonLinesLog.Create(run.LogPath))
        {
            log.On(new Warning("first"));
            log.On(new Warning("second"));
        }
        string behind;
        await using (EventReader reader = await EventReader.Open(server, "a"))
        {
            behind = (await reader.Next()).Id;
        }
        await using (EventReader reader = await EventReader.Open(server, "a", behind))
        {
            Assert.Contains("second", (await reader.Next()).Data);
        }
        await using (EventReader reader = await EventReader.Open(server, "a", "999999"))
        {
            Assert.Equal("restart", (await reader.Next()).Kind);
            Assert.Contains("first", (await reader.Next()).Data);
        }
        await RunningServer.Problem(EventReader.Ask(server, "a", "x"), 400, "bad-request");
    }

    [Fact]
    public async Task Stopping_the_server_ends_the_streams()
    {
        await using RunningServer server = await RunningServer.Start(options => options with { Runs = folder });
        using RunDirectory run = Begin("a");
        JsonLinesLog.Create(run.LogPath).Dispose();
        await using EventReader reader = await EventReader.Open(server, "a");
        await server.StopAsync();
        Assert.Equal("", (await reader.Next()).Kind);
    }

    [Fact]
    public async Task Only_runs_of_the_folder_are_shown_the_newest_first_and_no_name_leads_out()
    {
        string inside = Directory.CreateDirectory(Path.Combine(folder, "runs")).FullName;
        await using RunningServer server = await RunningServer.Start(options => options with { Runs = inside });
        using (RunDirectory outside = Begin("secret"))
        using (RunDirectory old = Begin("runs/old", new() { Started = DateTimeOffset.UtcNow.AddDays(-1) }))
        using (RunDirectory young = Begin("runs/young"))
        {
            Directory.CreateDirectory(Path.Combine(inside, "no run"));
            JsonElement[] runs = [.. (await RunningServer.Json(server.Client.GetAsync("/v1/runs"))).GetProperty("runs").EnumerateArray()];
            Assert.Equal([("young", "running"), ("old", "running")], runs.Select(row => (row.GetProperty("name").GetString()!, row.GetProperty("state").GetString()!)));
        }
        // Nobody holds its lock any more.
        Assert.Equal("killed", (await RunningServer.Json(server.Client.GetAsync("/v1/runs/old"))).GetProperty("state").GetString());
        foreach (string name in new[] { "%2e%2e", "..%2Fsecret", "%2e%2e%2fsecret", "no run", "nothing", "old%2F..%2Fold" })
        {
            using HttpResponseMessage response = await server.Client.GetAsync($"/v1/runs/{name}/report");
            Assert.Equal(System.Net.HttpStatusCode.NotFound, response.StatusCode);
        }
        Assert.Contains("has no report yet", await RunningServer.Problem(server.Client.GetAsync("/v1/runs/old/report"), 404, "no-report"));
    }

    private RunDirectory Begin(string name, RunInfo? info = null) => RunDirectory.Create(Path.Combine(folder, name), Recipe.Named("finetune"), info ?? new RunInfo());
}
