using System.Text.Json;
using Graft.Graphs;
using Graft.Models;
using Graft.Tests;
using Graft.Weights;

namespace Graft.Inference.Tests.Models;

/// <summary>Keras' networks against a second computation, in numpy, that follows Keras' definitions of their layers (Fixtures/keras/networks.py).</summary>
public sealed class KerasLogitsTests : IDisposable
{
    private static readonly JsonElement Expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(KerasNetwork.Folder, "logits.json"))).RootElement;

    private readonly string path = Path.Combine(Path.GetTempPath(), $"graft-{Guid.NewGuid():N}.safetensors");

    public static TheoryData<string> Networks => [.. Expected.EnumerateObject().Select(network => network.Name).Where(name => Architectures.TryFind(name) is not null)];

    [Theory, MemberData(nameof(Networks))]
    public void A_network_with_Keras_weights_computes_what_Keras_definitions_compute(string name)
    {
        Architecture architecture = Architectures.Find(name);
        int side = Expected.GetProperty(name).GetProperty("side").GetInt32();
        double[] expected = [.. Expected.GetProperty(name).GetProperty("logits").EnumerateArray().Select(value => value.GetDouble())];
        // The head of 10 classes has the names of the published one.
        SafeTensors.Write(path, new WeightTable(KerasNetwork.All[name].Weights.Select(weight => (weight.Name, Shape: ForClasses(weight.Shape, expected.Length))).Select(weight => KeyValuePair.Create(weight.Name, KerasNetwork.Draw(weight.Name, weight.Shape)))));
        using WeightFile file = WeightFile.Open(path);
        Graph graph = architecture.Build(expected.Length, side: side).Load(file, architecture.Names, HeadWeights.Required).Graph;
        using OnnxSession session = new(graph, new() { Threads = 1 });
        float[] logits = session.Run(Picture(side), 1, side, side).ToArray();
        double largest = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], logits[i], 1e-4 * largest);
        }
    }

    public void Dispose() => File.Delete(path);

    private static Shape ForClasses(Shape shape, int classes) => shape[^1] == 1000 ? shape.With(shape.Rank - 1, classes) : shape;

    /// <summary>(1, H, W, C) of networks.py as (1, C, H, W).</summary>
    private static float[] Picture(int side)
    {
        float[] rows = KerasNetwork.Numbers("picture", 3 * side * side), planes = new float[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            planes[(i % 3 * side * side) + (i / 3)] = rows[i];
        }
        return planes;
    }
}
