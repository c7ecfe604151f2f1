using Graft.Models;

namespace Graft.Recipes;

/// <summary>The mistakes of the tutorial of 2018 that the recipe <c>seed</c> repairs, each to be made again on request, so that what it costs can be measured.</summary>
/// <remarks>github.com/dkorobchenko/transfer-learning-food, commit 2c1faf6; <c>docs/seed.md</c> shows where each stands there. All of them are values of what a run knows anyway: other options, or the preprocessing in the model file.</remarks>
public sealed record CompatOptions
{
    /// <summary>Training and validation: pixels are brought to [0, 1] and no mean is taken off, whatever the weights expect.</summary>
    public bool InputScale { get; init; }

    /// <summary>The finished model: pixels stay in 0 … 255.</summary>
    public bool InferenceScale { get; init; }

    /// <summary>The finished model: the square is placed across by the height of the picture, not by its width.</summary>
    public bool InferenceCrop { get; init; }

    /// <summary>The finished model: pictures are made smaller by cubic interpolation, not by area.</summary>
    public bool InferenceResampling { get; init; }

    /// <summary>The weight decay that the recipe states is not applied.</summary>
    public bool DeadWeightDecay { get; init; }

    /// <summary>Nothing is held out; the test pictures are watched while training.</summary>
    public bool TestMonitoring { get; init; }

    /// <summary>Validation leaves out the pictures that do not fill a batch, always the same ones.</summary>
    public bool DroppedRemainder { get; init; }

    /// <summary>The result is the last state, and it is not measured.</summary>
    public bool LastState { get; init; }

    /// <summary>A run that goes on begins a new order of the pictures; what was left of the old one is not seen.</summary>
    public bool LostPosition { get; init; }

    /// <summary>One thread decodes pictures, none ahead of time but the next batch.</summary>
    public bool OneThread { get; init; }

    /// <summary>No mirror images.</summary>
    public bool NoFlip { get; init; }

    /// <summary>The tutorial as it was.</summary>
    public static CompatOptions All { get; } = new()
    {
        InputScale = true,
        InferenceScale = true,
        InferenceCrop = true,
        InferenceResampling = true,
        DeadWeightDecay = true,
        TestMonitoring = true,
        DroppedRemainder = true,
        LastState = true,
        LostPosition = true,
        OneThread = true,
        NoFlip = true,
    };

    /// <summary>The recipe as it is carried out: with those mistakes that are values of its other options.</summary>
    public Recipe Applied(Recipe recipe) => recipe with
    {
        Training = recipe.Training with
        {
            Optimizer = recipe.Training.Optimizer with { WeightDecay = DeadWeightDecay ? 0 : recipe.Training.Optimizer.WeightDecay },
            KeepBest = recipe.Training.KeepBest && !LastState,
            EvaluateAtEnd = recipe.Training.EvaluateAtEnd && !LastState,
        },
        Augmentation = recipe.Augmentation with { Flip = NoFlip ? 0 : recipe.Augmentation.Flip },
        Data = recipe.Data with
        {
            LoaderThreads = OneThread ? 1 : recipe.Data.LoaderThreads,
            Prefetch = OneThread ? 1 : recipe.Data.Prefetch,
        },
    };

    /// <summary>What training and validation make of a picture.</summary>
    public Preprocessing InTraining(Preprocessing preprocessing) => InputScale
        ? preprocessing with { Channels = ChannelOrder.Rgb, Scale = 1 / 255f, Mean = [0, 0, 0], Deviation = [1, 1, 1] }
        : preprocessing;

    /// <summary>What the finished model makes of a picture.</summary>
    /// <remarks>The tutorial's cubic resize is scikit-image's: a Gaussian, then a spline of order 3. Ours is PIL's cubic, as wide as the pixels skipped.</remarks>
    public Preprocessing AtInference(Preprocessing preprocessing) => preprocessing with
    {
        Scale = InferenceScale ? 1 : preprocessing.Scale,
        Policy = InferenceCrop ? ResizePolicy.MisplacedSquare : preprocessing.Policy,
        Resampling = InferenceResampling ? Resampling.Bicubic : preprocessing.Resampling,
    };
}
