using Graft.Graphs.Ops;
using static TorchSharp.torch;

namespace Graft.Training.Profiling;

/// <summary>Steps that can only be measured together, because each overwrites the output of the one before.</summary>
/// <remarks>A segment has a gradient graph of its own: it begins with copies of the handles of its inputs that know nothing of their past, so that its backward pass is its own alone.</remarks>
internal sealed class Segment(IReadOnlyList<PlanStep> steps) : IDisposable
{
    private readonly List<(int Place, Tensor Leaf)> leaves = [];
    private Tensor?[] outputs = [];

    public IReadOnlyList<PlanStep> Steps => steps;

    /// <summary>Places of the values that the segment reads and does not make itself, weights included.</summary>
    public int[] Reads { get; } = [.. steps.SelectMany(step => step.Inputs.Concat(step.NormInputs)).Where(at => at >= 0).Distinct().Except(steps.SelectMany(step => step.Outputs))];

    public int[] Writes => steps[^1].Outputs;

    /// <summary>The steps of a plan in segments, in an order in which they can run.</summary>
    public static Segment[] Of(IReadOnlyList<PlanStep> plan)
    {
        Dictionary<int, List<PlanStep>> makers = [];
        List<List<PlanStep>> groups = [];
        foreach (PlanStep step in plan)
        {
            // A value that may be overwritten has one reader, so its maker can wait until just before that reader runs.
            List<PlanStep> group = step is { Overwrites: true, Node.Op: ElementwiseOp or Add } && makers.TryGetValue(step.Inputs[0], out List<PlanStep>? before) ? before : [];
            groups.Remove(group);
            group.Add(step);
            groups.Add(group);
            foreach (int output in step.Outputs)
            {
                makers[output] = group;
            }
        }
        return [.. groups.Select(group => new Segment(group))];
    }

    /// <summary>Gives the segment its inputs: weights as they are, values cut off from what made them.</summary>
    public void Enter(TorchGraph network, Tensor?[] values)
    {
        foreach (int place in Reads.Where(place => !network.IsWeight(place)))
        {
            Tensor leaf = values[place]!.detach();
            leaf.requires_grad_(values[place]!.requires_grad);
            leaves.Add((place, leaf));
        }
    }

    /// <summary>Runs the steps on the inputs given by <see cref="Enter"/>.</summary>
    public void Forward(TorchGraph network, Tensor?[] values, bool training)
    {
        Tensor?[] mine = (Tensor?[])values.Clone();
        foreach ((int place, Tensor leaf) in leaves)
        {
            mine[place] = leaf;
        }
        foreach (PlanStep step in steps)
        {
            network.Run(step, mine, training);
        }
        outputs = [.. Writes.Select(place => values[place] = mine[place])];
    }

    /// <summary>Runs the gradient back from the outputs' gradients, which it takes out of the table, and adds the inputs' to it.</summary>
    public void Backward(Dictionary<int, Tensor> gradients)
    {
        (int, Tensor?)[] asked = [.. Writes.Zip(outputs)];
        (Tensor Output, Tensor Gradient)[] pairs = [.. asked.Where(pair => pair.Item2 is { requires_grad: true } && gradients.ContainsKey(pair.Item1)).Select(pair => (pair.Item2!, gradients[pair.Item1]))];
        if (pairs.Length == 0)
        {
            return;
        }
        autograd.backward([.. pairs.Select(pair => pair.Output)], [.. pairs.Select(pair => pair.Gradient)]);
        foreach ((int place, Tensor leaf) in leaves)
        {
            if (leaf.requires_grad && leaf.grad is { } gradient)
            {
                gradients[place] = gradients.TryGetValue(place, out Tensor? before) ? before.add_(gradient) : gradient;
            }
        }
    }

    /// <summary>Multiples of the forward pass's multiply-adds that the backward pass takes: one for each gradient asked for.</summary>
    public int GradientsOf(PlanStep step, Tensor?[] values) => step.Inputs.Take(2).Count(place => place >= 0 && values[place] is { requires_grad: true });

    /// <summary>Lets go of all that the step made.</summary>
    public void Dispose()
    {
        foreach (Tensor? tensor in leaves.Select(leaf => leaf.Leaf).Concat(outputs))
        {
            tensor?.Dispose();
        }
        leaves.Clear();
        outputs = [];
    }
}
