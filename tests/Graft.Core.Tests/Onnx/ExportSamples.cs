using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Models;
using Graft.Onnx;
using Graft.Quantization;

namespace Graft.Core.Tests.Onnx;

/// <summary>Small files of the forms that <c>graft export</c> writes, with everything in them that such forms add.</summary>
internal static class ExportSamples
{
    /// <summary>Computes in 8 bits: integer weights and biases, scales for channels, and values that are only moved.</summary>
    public static byte[] Bytes() => Written(Network(), new OnnxForm { Quantization = Table(Network()) });

    /// <summary>Takes pictures of any size; weights are halves.</summary>
    public static byte[] Pictures() => Written(Network(), new OnnxForm { HalfWeights = true, Pictures = PictureInput.AnySize });

    /// <summary>Takes pictures of any size and computes in 8 bits.</summary>
    public static byte[] BytesOfPictures() => Written(Network(), new OnnxForm { Quantization = Table(Network()), Pictures = PictureInput.AnySize });

    public static byte[] Written(Graph graph, OnnxForm form)
    {
        string file = Path.GetTempFileName();
        try
        {
            OnnxWriter.Write(graph, file, form);
            return File.ReadAllBytes(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static Graph Network()
    {
        GraphBuilder builder = new("small");
        string image = builder.Input("image", [Shape.Dynamic, 3, 8, 8]);
        string conv = builder.Add("conv", new Conv(new Window(3)), image, builder.Weight("conv.weight", Drawn(4, 3, 3, 3)), builder.Weight("conv.bias", Drawn(4)));
        string pool = builder.Add("flat", new Flatten(), builder.Add("pool", new GlobalAveragePool(), builder.Add("relu", new Relu(), conv)));
        string logits = builder.Add("head", new Gemm(), pool, builder.Weight("head.weight", Drawn(4, 2)), builder.Weight("head.bias", Drawn(2)));
        return builder.Build(logits) with { Labels = ["a", "b"], Preprocessing = Preprocessing.ImageNet.At(8) };
    }

    private static QuantizationTable Table(Graph graph)
    {
        ByteValues values = ByteValues.Of(graph);
        return values.Table(values.Measured.ToDictionary(value => value, _ => ByteScale.Of(-1, 2)));
    }

    private static Tensor Drawn(params long[] sides) =>
        Tensor.Of(new Shape([.. sides]), [.. Enumerable.Range(0, (int)sides.Aggregate((product, side) => product * side)).Select(i => MathF.Sin(i * 1.7f) / 2)]);
}
