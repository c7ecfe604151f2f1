using System.Globalization;
using System.Text;

namespace Graft.Graphs;

/// <summary>A graph as a table for people.</summary>
public static class Summary
{
    extension(Graph graph)
    {
        /// <summary>One line for each node: name, operation, the shape it makes, its parameters and multiply-adds for one picture; then the sums.</summary>
        public string Summarize()
        {
            GraphCost cost = graph.Cost();
            string[][] rows =
            [
                ["node", "operation", "output", "parameters", "multiply-adds"],
                .. graph.Inputs.Select(input => new[] { input.Name, "", input.Type.Shape.ToString(), "", "" }),
                .. cost.Nodes.Select(node => new[] { node.Node.Name, node.Node.Op.Name, Batched(node.Shape).ToString(), Number(node.Parameters), Number(node.MultiplyAdds) }),
                ["in all", "", "", Number(cost.Parameters), Number(cost.MultiplyAdds)],
            ];
            int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
            StringBuilder text = new();
            foreach (string[] row in rows)
            {
                text.Append(string.Join("  ", row.Select((cell, column) => column < 3 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd()).Append('\n');
            }
            return text.Append(CultureInfo.InvariantCulture,
                $"{cost.Buffers:N0} numbers that gradients do not change; {cost.ActivationBytes / 1e6:N1} MB of activations for one picture\n").ToString();
        }
    }

    /// <summary>The cost counts one picture; the table shows any number of them.</summary>
    private static Shape Batched(Shape shape) => shape.Rank > 0 && shape[0] == 1 ? shape.With(0, Shape.Dynamic) : shape;

    private static string Number(long count) => count == 0 ? "" : count.ToString("N0", CultureInfo.InvariantCulture);
}
