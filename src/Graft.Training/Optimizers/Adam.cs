namespace Graft.Training.Optimizers;

/// <summary>Adam, or AdamW when the decay is decoupled from the gradient.</summary>
/// <remarks>Kingma and Ba 2015 (arXiv:1412.6980), algorithm 1, with ε outside the corrected root as in PyTorch; decoupled decay: Loshchilov and Hutter 2019 (arXiv:1711.05101), algorithm 2, scaled by the rate.</remarks>
public sealed class Adam(IReadOnlyList<OptimizedWeight> weights, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0, bool decoupled = false) : Optimizer(weights, weightDecay)
{
    protected override void Update(OptimizedWeight weight, Tensor gradient, double rate, long step)
    {
        if (weight.Decays && WeightDecay != 0)
        {
            if (decoupled)
            {
                weight.Weight.mul_(1 - (rate * WeightDecay));
            }
            else
            {
                gradient.add_(weight.Weight, WeightDecay);
            }
        }
        Tensor mean = Slot("mean", weight), square = Slot("square", weight);
        mean.mul_(beta1).add_(gradient, 1 - beta1);
        square.mul_(beta2).addcmul_(gradient, gradient, 1 - beta2);
        double correction1 = 1 - Math.Pow(beta1, step + 1), correction2 = 1 - Math.Pow(beta2, step + 1);
        using Tensor root = square.sqrt();
        root.div_(Math.Sqrt(correction2)).add_(epsilon);
        weight.Weight.addcdiv_(mean, root, -rate / correction1);
    }
}
