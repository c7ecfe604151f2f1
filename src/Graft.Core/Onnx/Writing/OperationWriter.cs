using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Onnx.Writing;

/// <summary>Writes each operation as the standard has it: attributes, or constants as inputs where the opset wants them so.</summary>
internal static class OperationWriter
{
    /// <summary>The oldest version of the standard operations that has this one as Graft means it.</summary>
    public static long OpsetOf(Op op) => op switch
    {
        Gelu => 20,
        LayerNormalization => 17,
        HardSwish => 14,
        _ => 13,
    };

    /// <param name="type">The types of the node's inputs.</param>
    public static void Write(NodeEncoder node, Op op, OpInputs type)
    {
        switch (op)
        {
            case Conv conv:
                WindowWriter.Write(node, conv.Window);
                node.Set("group", conv.Groups);
                break;
            case MaxPool pool: WindowWriter.Write(node, pool.Window, isPool: true); break;
            case AveragePool pool:
                WindowWriter.Write(node, pool.Window, isPool: true);
                node.Set("count_include_pad", pool.CountPadding);
                break;
            case AdaptiveAveragePool pool: WindowWriter.WriteAdaptive(node, pool, type[0].Shape); break;
            case Gemm gemm:
                node.Set("alpha", gemm.Alpha);
                node.Set("beta", gemm.Beta);
                node.Set("transA", gemm.TransposeA);
                node.Set("transB", gemm.TransposeB);
                break;
            case BatchNormalization norm:
                node.Set("epsilon", norm.Epsilon);
                node.Set("momentum", norm.Momentum);
                break;
            case InstanceNormalization norm: node.Set("epsilon", norm.Epsilon); break;
            case LayerNormalization norm:
                node.Set("axis", norm.Axis);
                node.Set("epsilon", norm.Epsilon);
                break;
            case LRN norm:
                node.Set("size", norm.Size);
                node.Set("alpha", norm.Alpha);
                node.Set("beta", norm.Beta);
                node.Set("bias", norm.Bias);
                break;
            case Clip clip: WriteClip(node, clip); break;
            case Dropout dropout: node.Input("ratio", Tensor.Scalar(dropout.Ratio)); break;
            case StochasticDepth depth:
                node.Instead("Dropout", DepthNote.Words);
                node.Input("ratio", Tensor.Scalar(depth.Ratio));
                break;
            case LeakyRelu relu: node.Set("alpha", relu.Alpha); break;
            case Elu elu: node.Set("alpha", elu.Alpha); break;
            case Selu selu:
                node.Set("alpha", selu.Alpha);
                node.Set("gamma", selu.Gamma);
                break;
            case HardSigmoid sigmoid:
                node.Set("alpha", sigmoid.Alpha);
                node.Set("beta", sigmoid.Beta);
                break;
            case Gelu gelu: node.Set("approximate", gelu.Approximate ? "tanh" : "none"); break;
            case Softmax softmax: node.Set("axis", softmax.Axis); break;
            case LogSoftmax softmax: node.Set("axis", softmax.Axis); break;
            case ReductionOp reduction: WriteReduction(node, reduction); break;
            case Flatten or Reshape or Transpose or Squeeze or Unsqueeze or Concat or Split or Slice or Pad or Expand or Gather or Take or Resize: LayoutWriter.Write(node, op, type[0].Shape); break;
            case BinaryOp or Relu or PRelu or Sigmoid or HardSwish or Tanh or Softplus or Erf or Exp or Log or Sqrt or Abs or Neg or Reciprocal or Identity or MatMul or GlobalAveragePool or GlobalMaxPool: break;
            default: throw new OnnxException($"node '{node.Node.Name}': the operation {op.Name} has no form in ONNX. Replace it before the graph is written.");
        }
    }

    private static void WriteClip(NodeEncoder node, Clip clip)
    {
        bool hasHigh = clip.High != float.PositiveInfinity;
        if (clip.Low != float.NegativeInfinity)
        {
            node.Input("min", Tensor.Scalar(clip.Low));
        }
        else if (hasHigh)
        {
            node.NoInput();
        }
        if (hasHigh)
        {
            node.Input("max", Tensor.Scalar(clip.High));
        }
    }

    private static void WriteReduction(NodeEncoder node, ReductionOp reduction)
    {
        node.Set("keepdims", reduction.KeepAxes);
        if (reduction.ReducedAxes.Count > 0)
        {
            if (reduction is ReduceSum || node.Opset >= 18)
            {
                node.Input("axes", reduction.ReducedAxes);
            }
            else
            {
                node.Set("axes", reduction.ReducedAxes);
            }
        }
    }
}
