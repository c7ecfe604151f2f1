using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Graft.Web;

/// <summary>Gives the page a cookie for a key.</summary>
internal static class SessionEndpoint
{
    private const int LongestBody = 4096;

    public static void Map(WebApplication app)
    {
        KeyRing keys = app.Services.GetRequiredService<KeyRing>();
        UploadBudget budget = app.Services.GetRequiredService<UploadBudget>();
        app.MapGet("/session", (HttpContext context, CancellationToken _) => TypedResults.Json(new SessionAnswer(keys.Admits(context.Request)), AnswerJson.Plain.SessionAnswer));
        app.MapPost("/session", async (HttpContext context, CancellationToken cancellation) =>
        {
            using UploadBytes body = new(budget);
            await body.Read(context.Request.Body, LongestBody, "the request", cancellation).ConfigureAwait(false);
            if (!keys.Knows(KeyOf(body.Bytes)))
            {
                throw new RequestException(401, "no-key", "this is not a key of this server.");
            }
            keys.Admit(context.Response);
            return TypedResults.Json(new SessionAnswer(true), AnswerJson.Plain.SessionAnswer);
        });
    }

    /// <summary>JSON alone, which no form of another site can send without asking.</summary>
    private static string KeyOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, new() { MaxDepth = 2 });
            return document.RootElement.GetProperty("key").GetString() ?? "";
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new RequestException(400, "bad-json", """the form is {"key": "…"}.""", error);
        }
    }
}

/// <summary>Whether the page may ask.</summary>
internal sealed record SessionAnswer(bool Admitted);
