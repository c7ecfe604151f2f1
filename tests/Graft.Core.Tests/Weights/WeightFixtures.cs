using System.Text.Json;
using Graft.Graphs;
using Graft.Weights;

namespace Graft.Core.Tests.Weights;

/// <summary>The small weight files that Fixtures/weights/make.py wrote, and what PyTorch reads from them.</summary>
internal static class WeightFixtures
{
    private static readonly JsonDocument Expected = JsonDocument.Parse(File.ReadAllText(PathOf("expected.json")));

    /// <summary>Names of all files that PyTorch can read as a state dict.</summary>
    public static IEnumerable<string> Readable => Expected.RootElement.EnumerateObject().Select(file => file.Name);

    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "weights", name);

    /// <summary>Checks names, order, types, shapes and numbers against PyTorch's.</summary>
    public static void AssertAsPyTorchReads(string name, WeightTable tensors)
    {
        JsonElement expected = Expected.RootElement.GetProperty(name);
        Assert.Equal(expected.EnumerateObject().Select(tensor => tensor.Name), tensors.Names);
        foreach (JsonProperty tensor in expected.EnumerateObject())
        {
            Tensor read = tensors[tensor.Name];
            Assert.Equal(TypeOf(tensor.Value.GetProperty("type").GetString()!), read.Type);
            Assert.Equal(tensor.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), read.Shape);
            Assert.Equal(tensor.Value.GetProperty("values").EnumerateArray().Select(value => value.GetSingle()), read.ToFloats());
        }
    }

    /// <summary>The message with which a file is refused.</summary>
    public static string Refusal(string path) => Assert.Throws<WeightFileException>(() => WeightFile.Open(path).Dispose()).Message;

    private static ElementType TypeOf(string torch) => torch switch
    {
        "float32" => ElementType.Float32,
        "float64" => ElementType.Float64,
        "float16" => ElementType.Float16,
        "bfloat16" => ElementType.BFloat16,
        "bool" => ElementType.Bool,
        "uint8" => ElementType.UInt8,
        _ => Enum.Parse<ElementType>(torch, ignoreCase: true),
    };
}
