using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Graft.Graphs;

namespace Graft.Weights;

/// <summary>A weight that came from the file, where it stands under <paramref name="Source"/>.</summary>
public sealed record LoadedWeight(string Name, string Source, Shape Shape);

/// <summary>A weight whose numbers came from the file but whose shape there is another: as many values, laid out anew.</summary>
public sealed record ReshapedWeight(string Name, string Source, Shape FileShape, Shape Shape);

/// <summary>A weight that stays as drawn, and why.</summary>
public sealed record NewWeight(string Name, Shape Shape, string Reason);

/// <summary>A weight that such files leave out because all its numbers have this value.</summary>
public sealed record ImpliedWeight(string Name, Shape Shape, float Value);

/// <summary>A tensor of the file that nothing in the graph asked for.</summary>
public sealed record UnusedTensor(string Source, Shape Shape);

/// <summary>What became of every weight of a graph and every tensor of a file when one was loaded from the other.</summary>
public sealed record LoadReport
{
    /// <summary>The file's path, as it was given.</summary>
    public required string File { get; init; }

    public required string Format { get; init; }

    /// <summary>The graph's name.</summary>
    public required string Model { get; init; }

    /// <summary>Weights that came from the file with their shape.</summary>
    public required IReadOnlyList<LoadedWeight> Loaded { get; init; }

    /// <summary>Weights that came from the file under another shape or layout.</summary>
    public required IReadOnlyList<ReshapedWeight> Reshaped { get; init; }

    /// <summary>Weights of the head that stay as drawn.</summary>
    public required IReadOnlyList<NewWeight> New { get; init; }

    /// <summary>Weights that such files leave out because they always have one value.</summary>
    public IReadOnlyList<ImpliedWeight> Implied { get; init; } = [];

    /// <summary>Tensors of the file that have no place in the graph.</summary>
    public required IReadOnlyList<UnusedTensor> Unused { get; init; }

    /// <summary>Names of the file that are known to be no weights, or other versions of those that were loaded.</summary>
    public required IReadOnlyList<string> Ignored { get; init; }

    /// <summary>What a reader should know: which part of a checkpoint was taken, which prefix was left off, which types were converted.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The report as indented JSON.</summary>
    public string ToJson() => System.Text.Json.JsonSerializer.Serialize(this, LoadReportJson.Default.LoadReport);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="WeightFileException">The file cannot be read, or is no such report.</exception>
    public static LoadReport Load(string path)
    {
        try
        {
            return System.Text.Json.JsonSerializer.Deserialize(System.IO.File.ReadAllText(path), LoadReportJson.Default.LoadReport)
                ?? throw new WeightFileException($"{path} says nothing about a load. Remove it, or train anew.");
        }
        catch (Exception cause) when (cause is System.Text.Json.JsonException or IOException or UnauthorizedAccessException)
        {
            throw new WeightFileException($"{path} cannot be read: {cause.Message} Remove it, or train anew.", cause);
        }
    }

    /// <summary>A short table: one line for each fate, with the first names.</summary>
    public override string ToString()
    {
        StringBuilder table = new($"{System.IO.Path.GetFileName(File)} ({Format}) → {Model}\n");
        Line("loaded", Loaded.Count, Loaded.Sum(weight => weight.Shape.Elements), []);
        Line("reshaped", Reshaped.Count, Reshaped.Sum(weight => weight.Shape.Elements), Reshaped.Select(weight => $"{weight.Name} {weight.FileShape} → {weight.Shape}"));
        Line("new", New.Count, New.Sum(weight => weight.Shape.Elements), New.Select(weight => $"{weight.Name} {weight.Shape}, {weight.Reason}"));
        if (Implied.Count > 0)
        {
            Line("implied", Implied.Count, Implied.Sum(weight => weight.Shape.Elements), Implied.Take(1).Select(weight => string.Create(CultureInfo.InvariantCulture, $"{weight.Name} {weight.Shape}, {weight.Value} where such files leave it out")));
        }
        Line("unused", Unused.Count, Unused.Sum(tensor => tensor.Shape.Elements), Unused.Select(tensor => $"{tensor.Source} {tensor.Shape}"));
        if (Ignored.Count > 0)
        {
            table.Append($"  {"ignored",-9}{Ignored.Count,5} names that are no weights: {Ignored[0]}{(Ignored.Count > 1 ? ", …" : "")}\n");
        }
        foreach (string note in Notes)
        {
            table.Append($"  {note}\n");
        }
        return table.ToString();

        void Line(string fate, int count, long values, IEnumerable<string> names)
        {
            table.Append(count == 0 ? $"  {fate,-9}{0,5}\n" : $"  {fate,-9}{count,5} with {values:N0} values\n");
            foreach (string name in names.Take(4))
            {
                table.Append($"    {name}\n");
            }
            if (names.Skip(4).Any())
            {
                table.Append($"    … and {count - 4} more\n");
            }
        }
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(ShapeJson)])]
[JsonSerializable(typeof(LoadReport))]
internal sealed partial class LoadReportJson : JsonSerializerContext;
