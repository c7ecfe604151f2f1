using System.Globalization;
using System.Runtime.InteropServices;
using Graft.Graphs;

namespace Graft.Tests;

/// <summary>One of Keras' networks as Fixtures/keras/networks.py, which follows Keras' definitions, lists it.</summary>
/// <param name="Parameters">As Keras counts them: moving statistics too, but no scales that a network has not.</param>
internal sealed record KerasNetwork(string Name, int Side, long Parameters)
{
    /// <summary>Names and shapes in Keras' layouts; none where only the size is known.</summary>
    public List<(string Name, Shape Shape)> Weights { get; } = [];

    public static string Folder { get; } = Path.Combine(TestData.Repository, "tests", "Graft.Core.Tests", "Fixtures", "keras");

    public static IReadOnlyDictionary<string, KerasNetwork> All { get; } = Read();

    /// <summary>Numbers from −1 to 1 that follow from a name and their places, the same as in networks.py.</summary>
    public static float[] Numbers(string name, long count)
    {
        uint start = name.Aggregate(2166136261u, (hash, letter) => (hash ^ letter) * 16777619);
        var values = new float[count];
        for (uint i = 0; i < values.Length; i++)
        {
            uint place = (i * 2654435761) + start;
            values[i] = (float)((((place ^ (place >> 15)) * 2246822519) >> 8) / (double)(1 << 23) - 1);
        }
        return values;
    }

    /// <summary>A weight as networks.py draws it, in Keras' layout.</summary>
    public static Tensor Draw(string name, Shape shape) => Tensor.Lazy(ElementType.Float32, shape, () =>
    {
        float[] values = Numbers(name, shape.Elements);
        string word = name[(name.LastIndexOf('/') + 1)..];
        long fan = shape.Rank == 1 ? 1 : word == "depthwise_kernel" ? shape[0] * shape[1] : shape.Elements / shape[^1];
        float scale = (float)Math.Sqrt(6.0 / fan);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = word switch
            {
                "gamma" or "moving_variance" => 1 + (values[i] / 2),
                "beta" or "bias" or "moving_mean" => values[i] / 8,
                _ => values[i] * scale,
            };
        }
        return MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
    });

    private static Dictionary<string, KerasNetwork> Read()
    {
        Dictionary<string, KerasNetwork> all = [];
        KerasNetwork? network = null;
        foreach (string[] words in File.ReadLines(Path.Combine(Folder, "networks.txt")).Select(line => line.Split(' ')))
        {
            if (words[0] == "#")
            {
                network = new(words[1], int.Parse(words[2], CultureInfo.InvariantCulture), long.Parse(words[3], CultureInfo.InvariantCulture));
                all.Add(network.Name, network);
            }
            else
            {
                network!.Weights.Add((words[0], [.. words[1].Split('x').Select(size => long.Parse(size, CultureInfo.InvariantCulture))]));
            }
        }
        return all;
    }
}
