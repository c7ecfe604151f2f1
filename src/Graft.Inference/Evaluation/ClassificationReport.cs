using Graft.Graphs;

namespace Graft.Inference;

/// <summary>How well a classifier did on labelled pictures.</summary>
public sealed record ClassificationReport
{
    /// <summary>Pictures measured.</summary>
    public required int Count { get; init; }

    /// <summary>How often the class with the largest logit is the right one.</summary>
    public required Proportion Top1 { get; init; }

    /// <summary>How often the right class is among the five with the largest logits.</summary>
    public required Proportion Top5 { get; init; }

    /// <summary>The mean of the classes' F1, each class counting the same, over the classes that occur among the labels or the predictions (as scikit-learn's macro average).</summary>
    public required double MacroF1 { get; init; }

    /// <summary>Mean cross-entropy in nats.</summary>
    public required double MeanLoss { get; init; }

    /// <summary>The classes in the order of the logits.</summary>
    public required ValueList<ClassMeasure> Classes { get; init; }

    /// <summary>How many pictures of class row were taken for class column; (classes, classes).</summary>
    public required int[,] Confusion { get; init; }

    /// <summary>The pairs of classes that were confused most often, most often first.</summary>
    public IEnumerable<(ClassMeasure Actual, ClassMeasure Predicted, int Count)> Confusions() =>
        from actual in Enumerable.Range(0, Classes.Count)
        from predicted in Enumerable.Range(0, Classes.Count)
        where actual != predicted && Confusion[actual, predicted] > 0
        orderby Confusion[actual, predicted] descending
        select (Classes[actual], Classes[predicted], Confusion[actual, predicted]);
}

/// <summary>How well one class was recognised.</summary>
/// <param name="Count">Pictures that show the class.</param>
/// <param name="Precision">The share of right ones among the pictures taken for the class; 0 where none was.</param>
/// <param name="Recall">The class's accuracy: the share of its pictures that were taken for it.</param>
/// <param name="F1">The harmonic mean of precision and recall; 0 where both are.</param>
public sealed record ClassMeasure(string Label, int Count, Proportion Precision, Proportion Recall, double F1);
