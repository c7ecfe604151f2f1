using static TorchSharp.torch;

namespace Graft.Training.Optimizers;

/// <summary>A weight with what its update depends on beside the gradient.</summary>
/// <param name="RateFactor">The share of the schedule's rate that this weight gets: smaller for deeper layers when rates fall with depth.</param>
/// <param name="Decays">Whether weight decay pulls it towards zero; biases and norms are spared.</param>
public sealed record OptimizedWeight(string Name, Tensor Weight, double RateFactor, bool Decays);

/// <summary>Moves weights against their gradients. Its memory is a set of named tensors, so that a checkpoint holds it whole.</summary>
/// <remarks>The library's own optimizers key their state by native handles and lose it inside a dispose scope when it was loaded there; owning twenty lines each is the smaller risk.</remarks>
public abstract class Optimizer(IReadOnlyList<OptimizedWeight> weights, double weightDecay) : IDisposable
{
    private readonly Dictionary<string, Tensor> state = new(StringComparer.Ordinal);

    public IReadOnlyList<OptimizedWeight> Weights { get; } = weights;

    /// <summary>The tensors that the next step depends on, by <c>slot/weight</c>; empty before the first step.</summary>
    public IReadOnlyDictionary<string, Tensor> State => state;

    protected double WeightDecay { get; } = weightDecay;

    /// <summary>One step at this rate; weights without a gradient stay.</summary>
    /// <param name="step">Steps taken before this one, from 0.</param>
    public void Step(double rate, long step)
    {
        using IDisposable noGradient = no_grad();
        foreach (OptimizedWeight weight in Weights)
        {
            using Tensor? gradient = weight.Weight.grad;
            if (gradient is not null)
            {
                Update(weight, gradient, rate * weight.RateFactor, step);
            }
        }
    }

    /// <summary>Scales all gradients down together where their joint L2 norm is above a limit; returns the norm as it was.</summary>
    /// <remarks>Pascanu, Mikolov and Bengio 2013, algorithm 1.</remarks>
    public double ClipGradients(double limit)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor[] gradients = [.. Weights.Select(weight => weight.Weight.grad).OfType<Tensor>()];
        if (gradients.Length == 0)
        {
            return 0;
        }
        double norm = stack(gradients.Select(gradient => gradient.square().sum())).sum().sqrt().item<float>();
        if (norm > limit)
        {
            foreach (Tensor gradient in gradients)
            {
                gradient.mul_(limit / norm);
            }
        }
        return norm;
    }

    /// <summary>Forgets the gradients, which frees them.</summary>
    public void ClearGradients()
    {
        foreach (OptimizedWeight weight in Weights)
        {
            weight.Weight.grad = null;
        }
    }

    /// <summary>Takes over a tensor of a checkpoint; it belongs to the optimizer from now on.</summary>
    public void Restore(string key, Tensor tensor) => state[key] = tensor.DetachFromDisposeScope();

    public void Dispose()
    {
        foreach (Tensor tensor in state.Values)
        {
            tensor.Dispose();
        }
        state.Clear();
        GC.SuppressFinalize(this);
    }

    /// <summary>Changes one weight in place; the gradient may be changed too.</summary>
    protected abstract void Update(OptimizedWeight weight, Tensor gradient, double rate, long step);

    /// <summary>A tensor of the memory, zero when first asked for.</summary>
    protected Tensor Slot(string slot, OptimizedWeight weight)
    {
        string key = $"{slot}/{weight.Name}";
        if (!state.TryGetValue(key, out Tensor? tensor))
        {
            tensor = state[key] = zeros_like(weight.Weight).DetachFromDisposeScope();
        }
        return tensor;
    }
}
