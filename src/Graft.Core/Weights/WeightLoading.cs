using Graft.Graphs;

namespace Graft.Weights;

/// <summary>What a load does with the head, the part of a network that is new for each task.</summary>
public enum HeadWeights
{
    /// <summary>Layers of the head that fit are loaded; one that is missing or has another shape stays as drawn, whole.</summary>
    WhereTheyFit,

    /// <summary>The whole head stays as drawn, whatever the file holds.</summary>
    New,

    /// <summary>The head must be in the file and fit, as everything else.</summary>
    Required,
}

/// <summary>Fills a graph's weights from a file.</summary>
public static class WeightLoading
{
    extension(Graph graph)
    {
        /// <summary>The graph with its weights taken from a file, which stays open for as long as the graph is in use.</summary>
        /// <inheritdoc cref="Load(Graph, WeightFile, NameMap?, HeadWeights)"/>
        public (Graph Graph, LoadReport Report) Load(string path, NameMap? names = null, HeadWeights head = HeadWeights.WhereTheyFit) => graph.Load(WeightFile.Open(path), names, head);

        /// <summary>The graph with its weights taken from an opened file, which must stay open for as long as the graph is in use.</summary>
        /// <param name="names">How the names correspond; null for <see cref="NameMap.AnyPrefix"/>: equal names, behind a prefix such as <c>module.</c> if the file has one throughout.</param>
        /// <remarks>
        /// Only the head may be missing or of another shape: the nodes that <see cref="Graph.Features"/> does not depend on. Numbers are converted to the graph's 32-bit floats when they are read.
        /// A dense weight (out, in) fits a convolution (out, channels, height, width) with as many values, as in networks written fully convolutional, and the other way round.
        /// </remarks>
        /// <exception cref="WeightFileException">A weight is missing or has another shape; the message lists both sides.</exception>
        public (Graph Graph, LoadReport Report) Load(WeightFile file, NameMap? names = null, HeadWeights head = HeadWeights.WhereTheyFit)
        {
            WeightLoad load = new(graph, file, names, head);
            return (graph with { Weights = graph.Weights.With(load.Run()) }, load.Report());
        }
    }
}
