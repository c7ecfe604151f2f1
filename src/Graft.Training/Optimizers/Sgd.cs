namespace Graft.Training.Optimizers;

/// <summary>Stochastic gradient descent with momentum: v ← m v + g; w ← w − rate · v, or with Nesterov's look-ahead w ← w − rate · (g + m v).</summary>
/// <remarks>Sutskever et al. 2013, in PyTorch's form: the rate stands outside the velocity, decay is added to the gradient. The first velocity is g itself, as there.</remarks>
public sealed class Sgd(IReadOnlyList<OptimizedWeight> weights, double momentum = 0.9, bool nesterov = false, double weightDecay = 0) : Optimizer(weights, weightDecay)
{
    protected override void Update(OptimizedWeight weight, Tensor gradient, double rate, long step)
    {
        if (weight.Decays && WeightDecay != 0)
        {
            gradient.add_(weight.Weight, WeightDecay);
        }
        if (momentum == 0)
        {
            weight.Weight.add_(gradient, -rate);
            return;
        }
        Tensor velocity = Slot("velocity", weight);
        velocity.mul_(momentum).add_(gradient);
        if (nesterov)
        {
            gradient.add_(velocity, momentum);
        }
        weight.Weight.add_(nesterov ? gradient : velocity, -rate);
    }
}
