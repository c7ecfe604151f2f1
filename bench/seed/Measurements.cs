using System.Text.Json;
using Graft.Runs;

namespace Graft.Seed;

/// <summary>Numbers by name, kept in a file, so that none is measured twice.</summary>
internal sealed class Measurements(string file)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly SortedDictionary<string, double> values = File.Exists(file) ? new(JsonSerializer.Deserialize<Dictionary<string, double>>(File.ReadAllText(file))!, StringComparer.Ordinal) : new(StringComparer.Ordinal);

    public double this[string name] => values[name];

    public void Ask(string name, Func<double> measure)
    {
        if (!values.ContainsKey(name))
        {
            values[name] = measure();
            AtomicFile.WriteText(file, JsonSerializer.Serialize(values, Indented));
        }
    }
}
