namespace Graft.Recipes;

/// <summary>What turns every other unit into optimizer steps.</summary>
/// <param name="StepsPerEpoch">Optimizer steps that one pass over the training pictures takes.</param>
/// <param name="ImagesPerStep">Pictures behind one optimizer step: the batch times the batches accumulated.</param>
/// <param name="Total">Steps of the whole run; null while that is being worked out.</param>
public readonly record struct StepScale(long StepsPerEpoch, long ImagesPerStep, long? Total = null)
{
    /// <summary>The scale of a run of this length.</summary>
    /// <exception cref="RecipeException">The length is a percentage, or comes to no step at all.</exception>
    public static StepScale Of(Duration length, long stepsPerEpoch, long imagesPerStep)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stepsPerEpoch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(imagesPerStep, 1);
        StepScale scale = new(stepsPerEpoch, imagesPerStep);
        return scale with { Total = length.InSteps(scale) };
    }
}
