using System.Collections.Concurrent;
using Graft.Imaging.Synthetic;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Graft.Web;

/// <summary>Pictures to try the page with, drawn by Graft: those that <c>graft quickstart</c> teaches its network.</summary>
internal static class Samples
{
    private const int Side = 320, Numbers = 4;

    // Beyond what any quickstart trains on.
    private const int FirstIndex = 1_000_000;

    private static readonly SyntheticPictures Painter = new([.. Concept.Target, .. Concept.Source], 0, 0) { Side = Side };

    public static void Map(WebApplication app)
    {
        ConcurrentDictionary<(string Name, int Number), byte[]> painted = new();
        app.MapGet("/page/samples", () => TypedResults.Json(new SamplesAnswer([.. Painter.Classes.Select(concept => new SampleAnswer(concept.Name, concept.Label))]), AnswerJson.Plain.SamplesAnswer));
        app.MapGet("/page/samples/{name}/{number:int}.jpg", (string name, int number, HttpContext context) =>
        {
            Concept? concept = Painter.Classes.FirstOrDefault(each => each.Name == name);
            if (concept is null || number is < 0 or >= Numbers)
            {
                throw new RequestException(404, "no-such-address", "there is no such sample.");
            }
            context.Response.Headers.CacheControl = "max-age=3600";
            return TypedResults.Bytes(painted.GetOrAdd((name, number), key => Painter.Paint(concept, FirstIndex + key.Number)), "image/jpeg");
        });
    }
}

/// <summary>A kind of drawn picture.</summary>
/// <param name="Name">As quickstart's classes are called.</param>
/// <param name="Label">For people.</param>
internal sealed record SampleAnswer(string Name, string Label);

/// <summary>All kinds of drawn pictures.</summary>
internal sealed record SamplesAnswer(IReadOnlyList<SampleAnswer> Samples);
