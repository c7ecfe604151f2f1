using System.Globalization;
using Graft.Models;
using Graft.Weights;

namespace Graft.Cli.Output;

/// <summary>What is in a weight file, as a person reads it: every tensor with its range, and whose network it is.</summary>
internal static class WeightText
{
    private const int WidestNote = 100;

    public static void Write(WeightFile weights, TextWriter to)
    {
        TextTable table = new("tensor", "type", "shape", ">values", ">smallest", ">mean", ">largest");
        long values = 0, bytes = 0;
        foreach (TensorSummary tensor in weights.Tensors.Summaries())
        {
            table.Add(tensor.Name, tensor.Type.ToString(), tensor.Shape.ToString(), tensor.Shape.Elements.ToString("N0", CultureInfo.InvariantCulture),
                Number(tensor.Min), Number(tensor.Mean), tensor.NonFinite == 0 ? Number(tensor.Max) : $"{Number(tensor.Max)}, {tensor.NonFinite} not finite");
            values += tensor.Shape.Elements;
            bytes += weights.Tensors[tensor.Name].ByteLength;
        }
        table.Write(to);
        to.WriteLine();
        TextTable facts = new TextTable("", "").Add("format", weights.Format).Add("tensors", $"{weights.Tensors.Count}").Add("values", Amounts.Count(values)).Add("size", Amounts.Bytes(bytes));
        if (WeightConventions.Owner(weights) is { } owner)
        {
            facts.Add("network", $"{owner.Architecture.Name}, as {owner.Convention.Publisher} names its weights");
        }
        foreach ((string key, string value) in weights.Metadata)
        {
            facts.Add(key, value.Length > WidestNote ? value[..WidestNote] + "…" : value);
        }
        facts.Write(to);
    }

    private static string Number(double? number) => number switch
    {
        null => "",
        0 => "0",
        { } value when Math.Abs(value) is >= 1e-4 and < 1e6 => value.ToString(Math.Abs(value) >= 1000 ? "0.#" : "0.####", CultureInfo.InvariantCulture),
        { } value => value.ToString("0.###e0", CultureInfo.InvariantCulture),
    };
}
