using Graft.Inference;

namespace Graft.Cli.Output;

/// <summary>How far a model's probabilities are from what comes true.</summary>
/// <param name="Error">The expected calibration error, in [0, 1].</param>
/// <param name="Before">The same without the temperature that the model's logits are divided by; null where they are not.</param>
/// <param name="Floor">What probabilities that are exactly right would show on as many pictures.</param>
internal sealed record ReportedCalibration(double Error, double? Before, double Floor)
{
    public static ReportedCalibration Of(PictureOutcomes outcomes, double? temperature)
    {
        LabelledLogits logits = outcomes.Labelled();
        CalibrationError now = CalibrationError.Of(logits);
        return new(now.Value, temperature is { } divided ? CalibrationError.Of(logits.DividedBy(1 / divided)).Value : null, now.Floor);
    }
}
