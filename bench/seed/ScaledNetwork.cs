using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Models;
using Graft.Onnx;

namespace Graft.Seed;

/// <summary>A network in the units of VGG's weight file: pictures in 0 … 255 minus the mean.</summary>
/// <remarks>One fixed layer in front multiplies by scale / deviation; behind it the network is the same, and so are the gradients of its weights. What the tutorial did to VGG by feeding [0, 1] then happens to this network, to the factor.</remarks>
internal static class ScaledNetwork
{
    public const string Layer = "units";

    public static void Write(string from, string to)
    {
        Graph graph = OnnxReader.Read(from).ToLogits();
        Preprocessing own = graph.Preprocessing ?? Preprocessing.ImageNet;
        string image = graph.Input.Name, weight = $"{Layer}.scale";
        OnnxWriter.Write(graph with
        {
            Nodes = [new Node(Layer, new Mul(), [image, weight], [Layer]), .. graph.Nodes.Select(node => node with { Inputs = [.. node.Inputs.Select(input => input == image ? Layer : input)] })],
            Weights = graph.Weights.With([new(weight, Tensor.Of([1, 3, 1, 1], [.. own.Deviation.Select(deviation => own.Scale / deviation)]))]),
            Preprocessing = own with { Scale = 1, Mean = [.. own.Mean.Select(mean => mean / own.Scale)], Deviation = [1, 1, 1] },
        }, to);
    }
}
