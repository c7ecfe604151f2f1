namespace Graft.Training.Heads;

/// <summary>A dense layer found by <see cref="LinearProbe"/>.</summary>
/// <param name="Weight">(classes, width) row-major.</param>
/// <param name="Bias">(classes)</param>
/// <param name="Penalty">The L2 penalty that was chosen.</param>
/// <param name="Temperature">What the logits are to be divided by for calibrated probabilities, as held-out pictures tell.</param>
/// <param name="Iterations">Passes of the solver for the final fit.</param>
/// <param name="Loss">Mean cross-entropy on the pictures fitted.</param>
/// <param name="Accuracy">Share of the pictures fitted that are named right.</param>
public sealed record LinearHead(float[] Weight, float[] Bias, double Penalty, double Temperature, int Iterations, double Loss, double Accuracy)
{
    /// <summary>The layer whose logits are divided by the temperature: the same predictions, with probabilities that are neither too bold nor too shy.</summary>
    public LinearHead Calibrated() => this with
    {
        Weight = [.. Weight.Select(value => (float)(value / Temperature))],
        Bias = [.. Bias.Select(value => (float)(value / Temperature))],
    };
}
