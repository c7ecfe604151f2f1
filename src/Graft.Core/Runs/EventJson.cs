using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Graft.Runs;

/// <summary>The JSON of everything in a run directory but the recipe.</summary>
internal static class EventJson
{
    /// <summary>One line; a loss that is no number is written as "NaN".</summary>
    public static readonly JsonSerializerOptions Line = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        MaxDepth = 16,
    };

    /// <summary>The same over several lines, for people.</summary>
    public static readonly JsonSerializerOptions Page = new(Line) { WriteIndented = true, NewLine = "\n" };
}
