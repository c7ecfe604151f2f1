using Graft.Graphs.Ops;

namespace Graft.Graphs;

/// <summary>Divides the logits of a classifier by a number, without a node more where the head allows it.</summary>
public static class LogitDivision
{
    extension(Graph graph)
    {
        /// <summary>The same classifier with logits divided by a temperature: weight and bias of its last layer are, or where another node reads them too, the output is.</summary>
        /// <param name="temperature">Above 0.</param>
        public Graph WithLogitsDividedBy(double temperature)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
            if (temperature == 1)
            {
                return graph;
            }
            string value = graph.Output;
            Node? layer = graph.Producer(value);
            while (layer?.Op is Flatten or Reshape or Squeeze or Identity or Dropout or GlobalAveragePool or Relu && IsReadOnce(graph, layer.Inputs[0]))
            {
                layer = graph.Producer(layer.Inputs[0]);
            }
            string[] parameters = [.. layer?.Inputs.Skip(1) ?? []];
            return layer?.Op is Gemm or Conv && parameters.Length > 0 && parameters.All(name => graph.Weights.Contains(name) && IsReadOnce(graph, name))
                ? graph with { Weights = graph.Weights.With(parameters.Select(name => KeyValuePair.Create(name, Divided(graph.Weights[name], temperature)))) }
                : WithDivision(graph, temperature);
        }
    }

    private static bool IsReadOnce(Graph graph, string value) => graph.Nodes.Sum(node => node.Inputs.Count(input => input == value)) == 1;

    private static Tensor Divided(Tensor weight, double by) => Tensor.Of(weight.Shape, [.. weight.ToFloats().Select(value => (float)(value / by))]);

    private static Graph WithDivision(Graph graph, double temperature)
    {
        (string divisor, string divided) = (graph.Unused("temperature"), graph.Unused("calibrated"));
        return graph with
        {
            Nodes = [.. graph.Nodes, new(divided, new Div(), [graph.Output, divisor], [divided])],
            Outputs = [divided],
            Weights = graph.Weights.With([new(divisor, Tensor.Scalar((float)temperature))]),
        };
    }
}
