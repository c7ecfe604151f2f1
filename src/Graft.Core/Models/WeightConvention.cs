using Graft.Graphs;
using Graft.Weights;

namespace Graft.Models;

/// <summary>How one publisher writes the weight files of an architecture, and what those weights expect of a picture.</summary>
/// <param name="Publisher">One of <see cref="Publishers"/>.</param>
/// <param name="Names">From the graph's names and layouts to the file's.</param>
/// <param name="Preprocessing">What the weights were trained on, where nothing more exact is known of a file.</param>
/// <param name="BackgroundClasses">Logits of the published head that stand before the first class of ImageNet: 1 where class 0 is "background".</param>
public sealed record WeightConvention(string Publisher, NameMap Names, Preprocessing Preprocessing, int BackgroundClasses = 0)
{
    /// <summary>Share of the names that a file has in this convention, from 0 to 1.</summary>
    /// <param name="weights">Names of the graph's weights.</param>
    public double Fit(IReadOnlyCollection<string> weights, WeightTable file)
    {
        NameMap names = Names.For(weights, file.Names, out _);
        string[] expected = [.. weights.Where(weight => names.ImpliedOf(weight) is null)];
        return expected.Length == 0 ? 0 : expected.Count(weight => names.SourcesOf(weight).Any(source => file.TryGet(source.File, out _))) / (double)expected.Length;
    }
}

/// <summary>Finds out who wrote a weight file.</summary>
public static class WeightConventions
{
    private const double Enough = 0.75;

    extension(Architecture architecture)
    {
        /// <summary>The convention whose names find the most of this architecture's backbone in a file; its own where the file fits none, so that the load can say what is missing.</summary>
        /// <exception cref="WeightFileException">The file holds the weights of another architecture; the message names it.</exception>
        public WeightConvention ConventionOf(WeightFile file)
        {
            (WeightConvention best, double fit, _) = Best(architecture, file);
            if (fit < Enough && Owner(file) is { } owner && owner.Architecture != architecture)
            {
                throw new WeightFileException($"{file.Path} holds weights of '{owner.Architecture.Name}' as {owner.Convention.Publisher} writes them, but the network is '{architecture.Name}'. Use --model {owner.Architecture.Name}, or give the weights of {architecture.Name}");
            }
            return best;
        }
    }

    /// <summary>The architecture and the publisher whose names a file has; null where none fits.</summary>
    public static (Architecture Architecture, WeightConvention Convention)? Owner(WeightFile file)
    {
        // A deeper network's file has all the names of a shallower one; the one that finds the most in it is meant.
        (Architecture Architecture, (WeightConvention Convention, double Fit, int Weights) Best) owner = Architectures.All
            .Select(architecture => (architecture, Best(architecture, file)))
            .MaxBy(candidate => (candidate.Item2.Fit, candidate.Item2.Weights));
        return owner.Best.Fit >= Enough ? (owner.Architecture, owner.Best.Convention) : null;
    }

    private static (WeightConvention Convention, double Fit, int Weights) Best(Architecture architecture, WeightFile file)
    {
        Graph graph = architecture.Build();
        HashSet<Node> head = graph.HeadNodes();
        string[] backbone = [.. graph.LearnedWeights().Where(pair => !head.Contains(pair.Node)).SelectMany(pair => pair.Weights).Distinct()];
        return architecture.Conventions.Select(convention => (convention, Fit(convention), backbone.Length)).MaxBy(candidate => candidate.Item2);

        double Fit(WeightConvention convention)
        {
            try
            {
                return convention.Fit(backbone, file.Tensors);
            }
            catch (WeightFileException)
            {
                return 1; // under two prefixes alike: the load says so
            }
        }
    }
}
