using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Graft.Web;

/// <summary>What a request for predictions asks for beside its pictures.</summary>
/// <param name="Model">The model's name; null for the default one.</param>
/// <param name="Top">Answers for each picture.</param>
/// <param name="Logits">Whether the logits of all classes are wanted too.</param>
/// <param name="Abstain">The share of its answers that should be right: the model refuses where it cannot be sure enough, or the picture is strange; null where it answers always.</param>
/// <param name="HeatMap">Whether a drawing is wanted of where the likeliest class was seen.</param>
internal sealed record Wishes(string? Model = null, int Top = 5, bool Logits = false, bool HeatMap = false, double? Abstain = null)
{
    private const int MostTop = 1000;

    private static readonly string[] Known = ["model", "top", "logits", "heatmap", "abstain"];

    /// <summary>Reads the query of an address.</summary>
    /// <exception cref="RequestException">It asks for what there is not.</exception>
    public static Wishes Of(IQueryCollection query)
    {
        Wishes wishes = new();
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in query)
        {
            if (values.Count != 1 || values[0] is not { Length: > 0 } value)
            {
                throw Bad($"the parameter '{name}' needs one value; {values.Count} were given.");
            }
            wishes = name.ToLowerInvariant() switch
            {
                "model" => wishes with { Model = value },
                "top" => wishes.WithTop(int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int top) ? top : throw Bad($"top={value} is no whole number.")),
                "logits" => wishes with { Logits = Flag(name, value) },
                "abstain" => wishes.WithAbstain(double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double accuracy) ? accuracy : double.NaN),
                "heatmap" => wishes with { HeatMap = Flag(name, value) },
                _ => throw Bad($"there is no parameter '{name}'; there are {string.Join(", ", Known)}."),
            };
        }
        return wishes;
    }

    /// <exception cref="RequestException">It is no number of answers.</exception>
    public Wishes WithTop(int top) => top is >= 1 and <= MostTop ? this with { Top = top } : throw Bad($"top={top}: 1 to {MostTop} answers can be asked for.");

    /// <exception cref="RequestException">It is no share of right answers.</exception>
    public Wishes WithAbstain(double accuracy) => accuracy is > 0 and < 1 ? this with { Abstain = accuracy } : throw Bad("abstain is the share of answers that should be right, above 0 and below 1: abstain=0.95.");

    public static RequestException Bad(string message) => new(400, "bad-request", message);

    private static bool Flag(string name, string value) => value.ToLowerInvariant() switch
    {
        "true" or "1" or "yes" => true,
        "false" or "0" or "no" => false,
        _ => throw Bad($"{name}={value}: it is true or false."),
    };
}
