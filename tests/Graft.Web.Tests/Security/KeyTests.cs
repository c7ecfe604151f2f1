using System.Net;
using SkiaSharp;

namespace Graft.Web.Tests;

public sealed class KeyTests
{
    [Fact]
    public async Task Keys_open_the_server_as_a_header_or_as_a_bearer_token_and_nothing_else_does()
    {
        await using RunningServer server = await RunningServer.Start(options => options with { ApiKeys = ["first key", "second"] });
        foreach ((string? header, string value, bool opens) in new[]
        {
            (null, "", false), ("X-API-Key", "first key", true), ("X-API-Key", "second", true), ("X-API-Key", "secon", false), ("X-API-Key", "", false),
            ("Authorization", "Bearer second", true), ("Authorization", "bearer first key", true), ("Authorization", "Basic second", false), ("Cookie", "graft-page=second", false),
        })
        {
            using HttpRequestMessage request = new(HttpMethod.Post, "/v1/predict") { Content = new ByteArrayContent(SmallNetworks.Png(SKColors.Red)) };
            if (header is not null)
            {
                request.Headers.TryAddWithoutValidation(header, value);
            }
            using HttpResponseMessage response = await server.Client.SendAsync(request);
            Assert.True(opens == (response.StatusCode == HttpStatusCode.OK), $"{header}: {value}: {response.StatusCode}");
            Assert.Equal(opens ? "" : "Bearer", response.Headers.WwwAuthenticate.ToString());
        }
        Assert.Contains("asks for a key", await RunningServer.Problem(server.Client.GetAsync("/v1/models"), 401, "no-key"));
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/health/ready")).StatusCode);
    }

    [Fact]
    public async Task A_name_that_others_made_point_to_this_machine_is_refused()
    {
        await using RunningServer server = await RunningServer.Start();
        foreach ((string host, HttpStatusCode status) in new[] { ("localhost", HttpStatusCode.OK), ("127.0.0.1:99", HttpStatusCode.OK), ("[::1]", HttpStatusCode.OK), ("evil.example", HttpStatusCode.MisdirectedRequest), ("127.0.0.1.evil.example", HttpStatusCode.MisdirectedRequest) })
        {
            using HttpRequestMessage request = new(HttpMethod.Get, "/v1/model");
            request.Headers.Host = host;
            Assert.Equal(status, (await server.Client.SendAsync(request)).StatusCode);
        }
    }

    [Theory]
    [InlineData("http://0.0.0.0:0", "can be reached from other machines, and no key is asked for")]
    [InlineData("http://*:80", "can be reached from other machines, and no key is asked for")]
    [InlineData("https://localhost:0", "TLS is for a proxy in front")]
    [InlineData("http://localhost:0/graft", "TLS is for a proxy in front")]
    [InlineData("http://example.org:80", "name an address of this machine by its numbers")]
    [InlineData("localhost", "is no address to listen at")]
    public void Addresses_that_cannot_or_should_not_be_listened_at_stop_the_start(string url, string message) =>
        Assert.Contains(message, Assert.Throws<ServerException>(() => ModelServer.Create(new() { Urls = [url] })).Message);

    [Fact]
    public async Task Beyond_this_machine_it_listens_with_a_key_or_when_told_to_be_open()
    {
        await using ModelServer open = ModelServer.Create(new() { Urls = ["http://0.0.0.0:0"], Open = true });
        await using ModelServer keyed = ModelServer.Create(new() { Urls = ["http://*:0"], ApiKeys = ["k"] });
        await keyed.StartAsync();
        Assert.Single(keyed.Addresses);
    }

    [Fact]
    public async Task A_port_that_another_has_is_named()
    {
        await using RunningServer server = await RunningServer.Start();
        await using ModelServer second = ModelServer.Create(new() { Urls = [server.Address.ToString()] });
        Assert.Contains("Stop the program that has the port", (await Assert.ThrowsAsync<ServerException>(() => second.StartAsync())).Message);
    }
}
