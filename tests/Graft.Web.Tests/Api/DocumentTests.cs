using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using SkiaSharp;

namespace Graft.Web.Tests;

/// <summary>The OpenAPI document is written by hand; these tests hold it to what the server does.</summary>
public sealed class DocumentTests
{
    [Fact]
    public async Task It_has_every_address_and_method_of_the_API_and_no_other()
    {
        await using RunningServer server = await RunningServer.Start();
        JsonElement paths = (await RunningServer.Json(server.Client.GetAsync("/openapi.json"))).GetProperty("paths");
        IEnumerable<string> written = paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}"));
        IEnumerable<string> served = server.Part<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(endpoint => (Path: "/" + endpoint.RoutePattern.RawText!.Trim('/'), Methods: endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]))
            .Where(row => Regex.IsMatch(row.Path, "^/(v1|health|metrics)")).SelectMany(row => row.Methods.Select(method => $"{method} {row.Path}"));
        Assert.Equal(served.Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Answers_have_the_members_that_it_says()
    {
        await using RunningServer server = await RunningServer.Start();
        JsonElement document = await RunningServer.Json(server.Client.GetAsync("/openapi.json"));
        Fits(document, Answer(document, "/v1/predict", "post"), await RunningServer.Json(server.Post(SmallNetworks.Png(SKColors.Red), address: "/v1/predict?logits=true&heatmap=true")), "predict");
        Fits(document, Answer(document, "/v1/models", "get"), await RunningServer.Json(server.Client.GetAsync("/v1/models")), "models");
        Fits(document, Answer(document, "/health/ready", "get"), await RunningServer.Json(server.Client.GetAsync("/health/ready")), "ready");
        JsonElement problem = JsonDocument.Parse(await (await server.Client.GetAsync("/v1/models/x")).Content.ReadAsStringAsync()).RootElement;
        Fits(document, document.GetProperty("components").GetProperty("schemas").GetProperty("Problem"), problem, "problem");
    }

    [Fact]
    public async Task Every_code_of_a_refusal_in_the_source_is_in_it_or_in_the_manual()
    {
        await using RunningServer server = await RunningServer.Start();
        string known = await server.Client.GetStringAsync("/openapi.json") + await File.ReadAllTextAsync(Path.Combine(Graft.Tests.TestData.Repository, "docs", "serve.md"));
        string[] codes = [.. Directory.EnumerateFiles(Path.Combine(Graft.Tests.TestData.Repository, "src", "Graft.Web"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Regex.Matches(File.ReadAllText(file), @"(?:RequestException|new)\((?:4|5)\d\d, ""([a-z-]+)""").Select(match => match.Groups[1].Value)).Distinct()];
        Assert.True(codes.Length > 15);
        Assert.All(codes, code => Assert.Contains(code, known));
    }

    private static JsonElement Answer(JsonElement document, string path, string method) =>
        document.GetProperty("paths").GetProperty(path).GetProperty(method).GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json").GetProperty("schema");

    private static void Fits(JsonElement document, JsonElement schema, JsonElement value, string place)
    {
        while (schema.TryGetProperty("$ref", out JsonElement reference))
        {
            schema = reference.GetString()![2..].Split('/').Aggregate(document, (inside, name) => inside.GetProperty(name));
        }
        Assert.Equal(schema.GetProperty("type").GetString(), value.ValueKind switch
        {
            JsonValueKind.Object => "object",
            JsonValueKind.Array => "array",
            JsonValueKind.String => "string",
            JsonValueKind.Number => schema.GetProperty("type").GetString() == "integer" && value.TryGetInt64(out _) ? "integer" : "number",
            _ => "boolean",
        });
        if (value.ValueKind == JsonValueKind.Array)
        {
            Assert.All(value.EnumerateArray(), item => Fits(document, schema.GetProperty("items"), item, place + "[]"));
        }
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty member in value.EnumerateObject())
            {
                Assert.True(schema.GetProperty("properties").TryGetProperty(member.Name, out JsonElement inner), $"{place}.{member.Name} is not in the document");
                Fits(document, inner, member.Value, $"{place}.{member.Name}");
            }
            if (schema.TryGetProperty("required", out JsonElement required))
            {
                Assert.All(required.EnumerateArray(), name => Assert.True(value.TryGetProperty(name.GetString()!, out _), $"{place} has no {name}"));
            }
        }
    }
}
