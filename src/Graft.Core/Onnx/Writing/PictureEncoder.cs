using Graft.Graphs;
using Graft.Models;
using Graft.Onnx.Protobuf;

namespace Graft.Onnx.Writing;

/// <summary>Writes what stands around a network so that the model takes pictures as bytes and gives probabilities.</summary>
/// <remarks>
/// The steps are those of <see cref="Preprocessing"/>. Sizes and corners are worked out in whole numbers as evaluation does; the resize works on bytes with antialiasing, where ONNX Runtime does what PIL does
/// but for the rounding of a few pixels in ten thousand.
/// </remarks>
internal static class PictureEncoder
{
    /// <summary>Antialiasing came with opset 18.</summary>
    public static long OpsetOf(PictureInput input) => input == PictureInput.AnySize ? 18 : 13;

    /// <summary>Makes pictures the graph's input and probabilities its output, and writes the nodes before the network.</summary>
    /// <param name="file">With the network's own input and output, and no node yet.</param>
    /// <exception cref="OnnxException">The network says nothing about its pictures, or asks for what ONNX cannot do.</exception>
    public static void Surround(GraphProto file, Graph graph, PictureInput pictures, Func<string, Tensor, string> addConstant)
    {
        if (file.Input.Count != 1 || file.Output.Count != 1 || graph.Input.Type.Shape is not { Rank: 4 } shape || shape[1] != 3)
        {
            throw new OnnxException($"'{graph.Name}' has {file.Input.Count} inputs and {file.Output.Count} outputs; pictures can stand before a network of one input (N, 3, height, width) and one output. Export it without preprocessing.");
        }
        if (graph.InferShapes()[graph.Output].Shape is not { Rank: 2 })
        {
            throw new OnnxException($"'{graph.Name}' makes values of shape {graph.InferShapes()[graph.Output].Shape}; a softmax can stand behind a network that makes logits (N, classes). Export it without preprocessing.");
        }
        Preprocessing preprocessing = graph.Preprocessing ?? throw new OnnxException($"'{graph.Name}' does not say how it wants its pictures, so nothing can prepare them. Say it when the model is exported, or export it without preprocessing.");
        NodeChain chain = new(file, graph, addConstant);
        (ValueInfoProto input, ValueInfoProto output) = (file.Input[0], file.Output[0]);
        (input.DocString, output.DocString) = (OutsideNote.Input, OutsideNote.Output);
        file.ValueInfo.Add(input);
        file.ValueInfo.Add(output);
        bool isCropped = pictures == PictureInput.Cropped;
        string name = graph.Unused(PictureNames.Input);
        file.Input[0] = ModelEncoder.Describe(name, new(ElementType.UInt8, [shape[0], isCropped ? preprocessing.Height : Shape.Dynamic, isCropped ? preprocessing.Width : Shape.Dynamic, 3]));
        string crop = isCropped ? name : PictureGeometry.Write(chain, name, preprocessing);
        Normalize(chain, crop, input.Name, preprocessing);
        file.Output[0] = output.Clone();
        file.Output[0].Name = graph.Unused(PictureNames.Output);
        file.Output[0].DocString = "";
    }

    /// <summary>The softmax behind the network.</summary>
    /// <param name="file">As <see cref="Surround"/> left it.</param>
    public static NodeProto Ending(GraphProto file)
    {
        NodeProto softmax = new() { Name = file.Output[0].Name, OpType = "Softmax", Input = { file.ValueInfo[1].Name }, Output = { file.Output[0].Name }, DocString = OutsideNote.Node };
        softmax.Attribute.Add(new AttributeProto { Name = "axis", Type = AttributeProto.Types.AttributeType.Int, I = 1 });
        return softmax;
    }

    /// <summary>(N, height, width, 3) uint8 → (N, 3, height, width) float32, v · (scale / deviation) − mean / deviation.</summary>
    private static void Normalize(NodeChain chain, string pixels, string into, Preprocessing preprocessing)
    {
        string planes = chain.Add("Transpose", "planes", [pixels], ("perm", new[] { 0L, 3, 1, 2 })); // (N, 3, height, width) uint8
        if (preprocessing.Channels == ChannelOrder.Bgr)
        {
            planes = chain.Add("Gather", "bgr", [planes, chain.Integers("bgr.order", [2, 1, 0])], ("axis", 1L));
        }
        string floats = chain.Add("Cast", "floats", [planes], ("to", (long)OnnxTypes.NumberOf(ElementType.Float32)));
        float[] factors = [.. preprocessing.Deviation.Select(deviation => (float)(preprocessing.Scale / (double)deviation))];
        float[] offsets = [.. preprocessing.Mean.Zip(preprocessing.Deviation, (mean, deviation) => (float)(-mean / (double)deviation))];
        string scaled = chain.Add("Mul", "scaled", [floats, chain.Constant("factors", Tensor.Of([1, 3, 1, 1], factors))]);
        chain.AddAs(into, "Add", [scaled, chain.Constant("offsets", Tensor.Of([1, 3, 1, 1], offsets))]);
    }
}
