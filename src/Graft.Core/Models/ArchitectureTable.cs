using System.Globalization;
using System.Text;
using Graft.Graphs;

namespace Graft.Models;

/// <summary>One line of the table of architectures: what it is and what it costs with 1,000 classes.</summary>
/// <param name="Features">Numbers of a picture's feature vector, what a new head reads.</param>
public sealed record ArchitectureFigures(Architecture Architecture, long Parameters, long MultiplyAdds, long Features)
{
    public static ArchitectureFigures Of(Architecture architecture)
    {
        Graph graph = architecture.Build();
        GraphCost cost = graph.Cost();
        return new(architecture, cost.Parameters, cost.MultiplyAdds, graph.InferShapes()[graph.Features!].Shape[1]);
    }
}

/// <summary>The table of architectures as Markdown; <c>docs/models.md</c> holds it.</summary>
public static class ArchitectureTable
{
    public static string ToMarkdown()
    {
        StringBuilder table = new("| family | name | side | parameters | multiply-adds | features | published top-1 |\n|---|---|---:|---:|---:|---:|---|\n");
        string last = "";
        foreach (ArchitectureFigures row in Architectures.All.Select(ArchitectureFigures.Of))
        {
            string accuracies = string.Join(", ", PublishedWeights.Of(row.Architecture.Name).Where(weights => weights.Accuracy is not null).Select(weights => string.Create(CultureInfo.InvariantCulture, $"{weights.Accuracy:.0000}")));
            string family = row.Architecture.Family == last ? "" : $"**{row.Architecture.Family}**, {Cite(row.Architecture.Paper)}";
            last = row.Architecture.Family;
            table.Append(CultureInfo.InvariantCulture,
                $"| {family} | `{row.Architecture.Name}` | {row.Architecture.Side} | {row.Parameters:N0} | {row.MultiplyAdds / 1e6:N0} M | {row.Features:N0} | {accuracies} |\n");
        }
        return table.ToString();
    }

    /// <summary>Authors, year and number, without the title.</summary>
    private static string Cite(string paper)
    {
        string[] parts = paper.Split(", ");
        return string.Join(", ", parts.Where((part, place) => place == 0 || part.StartsWith("arXiv:", StringComparison.Ordinal)));
    }
}
