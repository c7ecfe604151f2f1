using Graft.Graphs.Ops;

namespace Graft.Graphs;

/// <summary>Makes the output of an imported classifier what training and evaluation expect.</summary>
public static class Logits
{
    extension(Graph graph)
    {
        /// <summary>The same classifier with logits (N, classes) as output: a softmax at the end becomes the identity, and axes of size 1 behind the classes go.</summary>
        /// <remarks>Classifiers are exported with and without softmax; a cross-entropy on probabilities trains badly, and a second softmax makes confidences meaningless. The output keeps its name.</remarks>
        public Graph ToLogits()
        {
            Node[] nodes = [.. graph.Nodes];
            string value = graph.Output;
            for (int at = nodes.Length - 1; at >= 0; at--)
            {
                if (!nodes[at].Outputs.Contains(value))
                {
                    continue;
                }
                if (nodes[at].Op is not (Softmax or LogSoftmax or Identity or Flatten or Reshape or Squeeze or Dropout))
                {
                    break;
                }
                nodes[at] = nodes[at].Op is Softmax or LogSoftmax ? nodes[at] with { Op = new Identity() } : nodes[at];
                value = nodes[at].Inputs[0];
            }
            Shape shape = graph.InferShapes()[graph.Output].Shape;
            Graph bare = graph with { Nodes = [.. nodes] };
            if (shape.Rank <= 2 || shape.Skip(2).Any(size => size != 1))
            {
                return bare;
            }
            string flat = graph.Unused("logits");
            return bare with { Nodes = [.. nodes, new(flat, new Flatten(), [graph.Output], [flat])], Outputs = [flat] };
        }
    }
}
