using System.ComponentModel.DataAnnotations;

namespace Graft.Recipes;

/// <summary>What happens to a new head before the rest of the network is trained.</summary>
public enum HeadStart
{
    /// <summary>Nothing: it starts as it was drawn.</summary>
    None,

    /// <summary>It is brought to convergence on the features of the unchanged backbone.</summary>
    Probe,
}

/// <summary>How the weights are changed.</summary>
public sealed record TrainingOptions
{
    /// <summary>How long to train, after the head's own start; 0 epochs where the fitted head is all that is wanted.</summary>
    public Duration Length { get; init; } = Duration.Epochs(6);

    /// <summary>Wall time for all of the run, from the start of the program to the saved model; <c>never</c> for no limit. The length above is then the most that is trained: the steps that fit are found by measuring.</summary>
    public Interval Budget { get; init; } = Interval.Never;

    /// <summary>Side of the square that pictures are made to while training, in pixels or of evaluation's side. Random crops show things larger than evaluation does, so a smaller side evens that out, and a step takes less time; a network that takes one size only keeps it, unless pixels are asked for.</summary>
    /// <remarks>Touvron et al. 2019, Fixing the train-test resolution discrepancy (arXiv:1906.06423).</remarks>
    public TrainingSide Resolution { get; init; } = TrainingSide.Percent(80);

    /// <summary>Pictures that go through the network at once.</summary>
    [Range(1, 65536)]
    public int Batch { get; init; } = 32;

    /// <summary>Batches whose gradients are averaged for one step of the optimizer.</summary>
    [Range(1, 65536)]
    public int Accumulation { get; init; } = 1;

    /// <summary>The learning rate at the top of its schedule.</summary>
    [Range(0.0, 1000.0, MinimumIsExclusive = true)]
    public double Rate { get; init; } = 0.0006;

    /// <summary>The rate over the run.</summary>
    public ScheduleOptions Schedule { get; init; } = new();

    /// <summary>What turns gradients into changes.</summary>
    public OptimizerOptions Optimizer { get; init; } = new() { Type = OptimizerType.AdamW, WeightDecay = 0.01 };

    /// <summary>What happens to a new head first: <c>probe</c> brings it to convergence on cached features of the unchanged backbone before anything else moves.</summary>
    /// <remarks>Kumar et al. 2022 (arXiv:2202.10054), LP-FT: a random head's gradients distort good features.</remarks>
    public HeadStart Head { get; init; } = HeadStart.Probe;

    /// <summary>Share of the target that is spread evenly over all classes.</summary>
    /// <remarks>Szegedy et al. 2016 (arXiv:1512.00567), section 7.</remarks>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>Whether a run goes on by itself where it could not: from the last checkpoint at half the rate when the loss is no longer a number, in smaller parts of a batch when memory is full. Without it both end the run.</summary>
    public bool BackOff { get; init; }

    /// <summary>The longest the gradient of all weights together may be (L2 norm); longer ones are scaled down to it.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double? ClipNorm { get; init; }

    /// <summary>A moving average of the weights, which is evaluated and exported instead of them.</summary>
    public EmaOptions Ema { get; init; } = new();

    /// <summary>What each class counts in the loss: all the same, the rarer the more (<c>balanced</c>), or a list in the order of the labels.</summary>
    public ClassWeights ClassWeights { get; init; } = ClassWeights.None;

    /// <summary>Share of the rate that the layer nearest the picture gets; from layer to layer it grows by a constant factor to the full rate at the head.</summary>
    /// <remarks>Discriminative rates: Howard and Ruder 2018 (arXiv:1801.06146), section 3.1. Early layers of a pretrained network see what all pictures have in common and should hardly move.</remarks>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double RateAtInput { get; init; } = 0.1;

    /// <summary>How often the validation pictures are classified.</summary>
    public Interval EvaluateEvery { get; init; } = Interval.Epochs(1);

    /// <summary>Whether they are classified at the end of the run too.</summary>
    public bool EvaluateAtEnd { get; init; } = true;

    /// <summary>When to give up before the length is reached.</summary>
    public EarlyStoppingOptions EarlyStopping { get; init; } = new();

    /// <summary>Whether the result is the best state measured rather than the last one: the latest whose validation top-1 is no worse than the best by more than chance (one standard error).</summary>
    public bool KeepBest { get; init; } = true;

    /// <summary>The share of the rate for a layer.</summary>
    /// <param name="depth">0 for the layer nearest the picture, 1 for the head.</param>
    public double RateFactor(double depth) => Math.Pow(RateAtInput, 1 - depth);
}

/// <summary>What a run of training is watched by in order to stop it early.</summary>
public enum StoppingMetric
{
    /// <summary>Validation accuracy; more is better.</summary>
    Top1,

    /// <summary>Validation loss; less is better.</summary>
    Loss,
}

/// <summary>Stopping a run that no longer gets better.</summary>
public sealed record EarlyStoppingOptions
{
    /// <summary>Evaluations in a row without a new best after which the run stops.</summary>
    [Range(1, int.MaxValue)]
    public int? Patience { get; init; }

    /// <summary>What is to get better.</summary>
    public StoppingMetric Metric { get; init; } = StoppingMetric.Top1;
}
