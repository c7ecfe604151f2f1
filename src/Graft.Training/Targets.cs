namespace Graft.Training;

/// <summary>What the network should have said, as probabilities.</summary>
public static class Targets
{
    /// <summary>Soft targets for a cross-entropy −Σ target · log p that is already a mean over the batch.</summary>
    /// <param name="labels">The class of each picture.</param>
    /// <param name="partners">The class mixed into each picture; null without mixing.</param>
    /// <param name="shares">The share of the picture's own class, 0 … 1, where mixed.</param>
    /// <param name="smoothing">The share given to all classes alike (Szegedy et al. 2016, arXiv:1512.00567, §7).</param>
    /// <param name="classWeights">What an error on each class costs; null for 1. As in PyTorch, the mean is taken over the weights of the labels.</param>
    /// <returns>(labels, classes) row-major.</returns>
    public static float[] Build(ReadOnlySpan<int> labels, ReadOnlySpan<int> partners, ReadOnlySpan<float> shares, int classes, double smoothing, IReadOnlyList<double>? classWeights)
    {
        var targets = new float[labels.Length * classes];
        double total = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            double share = partners.IsEmpty ? 1 : shares[i];
            Span<float> row = targets.AsSpan(i * classes, classes);
            row.Fill((float)(smoothing / classes));
            row[labels[i]] += (float)((1 - smoothing) * share);
            if (share < 1)
            {
                row[partners[i]] += (float)((1 - smoothing) * (1 - share));
            }
            total += share * Weight(labels[i]) + (share < 1 ? (1 - share) * Weight(partners[i]) : 0);
        }
        for (int i = 0; i < targets.Length; i++)
        {
            targets[i] = (float)(targets[i] * Weight(i % classes) / total);
        }
        return targets;

        double Weight(int label) => classWeights is null ? 1 : classWeights[label];
    }
}
