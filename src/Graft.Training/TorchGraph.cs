using System.Collections.Frozen;
using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Training.Native;
using Graft.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training;

/// <summary>How a <see cref="TorchGraph"/> is laid out for training.</summary>
public sealed record TorchGraphOptions
{
    /// <summary>Which weights training changes; the others take no gradient.</summary>
    public Func<string, bool> Trainable { get; init; } = _ => true;

    /// <summary>Whether batch norms with trainable scales normalise by the statistics of the batch and update the running ones; otherwise every one uses its running statistics.</summary>
    public bool TrainBatchNorm { get; init; } = true;

    public Device Device { get; init; } = CPU;

    /// <summary>Whether pictures lie in memory pixel by pixel, all channels of one together, rather than plane by plane. The numbers differ by rounding alone.</summary>
    /// <remarks>It spares oneDNN a reordering before and after each convolution, and pooling is several times faster; docs/decisions/0010-training-step.md has the figures.</remarks>
    public bool ChannelsLast { get; init; } = true;

    /// <summary>The element type of weights and values; double is for checking gradients.</summary>
    internal ScalarType Precision { get; init; } = ScalarType.Float32;
}

/// <summary>Runs a graph on libtorch, with gradients.</summary>
/// <remarks>
/// Values are let go at their last use; only what the gradient needs outlives the forward pass. The weights are created on the device outside every dispose scope and live as long as this object.
/// A batch norm on fixed statistics is folded into the convolution before it at each step, through the gradient: w · γ/√(σ² + ε) costs as much as the weights, not as the pictures, and is the same function.
/// </remarks>
public sealed class TorchGraph : IDisposable
{
    private readonly Graph graph;
    private readonly ExecutionPlan plan;
    private readonly Tensor?[] weights;
    private readonly Dictionary<int, (Tensor Kernel, Tensor Bias)> foldedOnce = [];
    private readonly FrozenSet<string> trainingNorms;
    private readonly bool channelsLast;

    /// <exception cref="GraphException">The graph's shapes do not fit.</exception>
    public TorchGraph(Graph graph, TorchGraphOptions? options = null)
    {
        LibTorch.EnsureLoaded(); // before libtorch's own loader, whose errors mislead
        options ??= new();
        this.graph = graph;
        Device = options.Device;
        _ = graph.InferShapes();
        channelsLast = options.ChannelsLast;
        Parameters = [.. graph.Parameters.Where(options.Trainable)];
        FrozenSet<string> trained = Parameters.ToFrozenSet(StringComparer.Ordinal);
        trainingNorms = graph.Nodes.Where(node => node.Op is BatchNormalization && options.TrainBatchNorm && trained.Contains(node.Inputs[1])).Select(node => node.Name).ToFrozenSet(StringComparer.Ordinal);
        plan = new(graph, norm => !trainingNorms.Contains(norm.Name));
        weights = new Tensor?[plan.Places];
        foreach ((string name, Weight weight) in graph.Weights)
        {
            Tensor tensor = TorchWeights.ToTorch(weight, Device, options.Precision).DetachFromDisposeScope();
            if (trained.Contains(name))
            {
                tensor.requires_grad_(true);
            }
            weights[plan.PlaceOf(name)] = tensor;
        }
        FoldConstantNorms();
    }

    public Device Device { get; }

    /// <summary>What the pictures must be made into.</summary>
    public Models.Preprocessing Preprocessing => graph.Preprocessing ?? throw new TrainingException($"'{graph.Name}' does not say how its pictures are prepared");

    /// <summary>Names of the weights that training changes, in the order of their first use.</summary>
    public IReadOnlyList<string> Parameters { get; }

    /// <summary>Names of the running statistics that training updates.</summary>
    public IEnumerable<string> Statistics => graph.Nodes.Where(node => trainingNorms.Contains(node.Name)).SelectMany(node => node.Inputs.Skip(3));

    /// <summary>The tensor that holds a weight; it belongs to this object.</summary>
    public Tensor this[string weight] => weights[plan.PlaceOf(weight)] ?? throw new GraphException($"'{graph.Name}' has no weight '{weight}'");

    /// <summary>The logits for a batch of pictures.</summary>
    /// <param name="pictures">(N, C, H, W) float32 on the device; not disposed.</param>
    /// <param name="training">Whether dropout drops and the batch norms that train use the batch's statistics.</param>
    /// <returns>(N, classes) float32; the caller disposes it.</returns>
    public Tensor Forward(Tensor pictures, bool training = false)
    {
        Tensor?[] values = Begin(pictures);
        using Tensor input = values[plan.PlaceOf(graph.Input.Name)]!;
        foreach (PlanStep step in plan.Steps)
        {
            Run(step, values, training);
            foreach (int place in step.Release)
            {
                values[place]?.Dispose();
                values[place] = null;
            }
        }
        return values[OutputPlace]!;
    }

    /// <summary>What <see cref="Forward"/> runs, in order.</summary>
    internal IReadOnlyList<PlanStep> Steps => plan.Steps;

    /// <summary>Where the logits stand in the value table.</summary>
    internal int OutputPlace => plan.PlaceOf(graph.Output);

    internal bool IsWeight(int place) => weights[place] is not null;

    /// <summary>A value table with the weights and the pictures, laid out as this network wants them; the caller disposes the pictures' tensor.</summary>
    internal Tensor?[] Begin(Tensor pictures)
    {
        var values = (Tensor?[])weights.Clone();
        values[plan.PlaceOf(graph.Input.Name)] = channelsLast && pictures.dim() == 4 ? ToChannelsLast(pictures) : pictures.alias();
        return values;
    }

    /// <summary>Runs one step on the values before it, and puts its outputs into the table.</summary>
    /// <exception cref="TrainingException">libtorch refuses the operation; the message names the node.</exception>
    internal void Run(PlanStep step, Tensor?[] values, bool training)
    {
        try
        {
            Execute(step, values, training);
        }
        catch (Exception error) when (error is not GraftException)
        {
            throw new TrainingException($"node '{step.Node.Name}' ({step.Node.Op.Name}) failed on inputs {string.Join(", ", step.Inputs.Where(at => at >= 0).Select(at => values[at] is { IsInvalid: false } value ? $"({string.Join(", ", value.shape)})" : "?"))}: {error.Message.Split('\n')[0]}", error); // what follows are native stack frames
        }
    }

    /// <summary>Gives a weight other values; its tensor stays the same, so optimizers keep hold of it.</summary>
    public void Restore(string name, Weight values)
    {
        using IDisposable noGradient = no_grad();
        using Tensor source = TorchWeights.ToTorch(values, Device);
        this[name].copy_(source);
    }

    /// <summary>The graph with the weights as they are now, or their moving average.</summary>
    public Graph ToGraph(MovingAverage? average = null) => graph with
    {
        Weights = graph.Weights.With(Parameters.Concat(Statistics).Select(name => KeyValuePair.Create(name, TorchWeights.ToWeight(average?.Averages[name] ?? this[name])))),
    };

    public void Dispose()
    {
        foreach (Tensor? tensor in weights)
        {
            tensor?.Dispose();
        }
        foreach ((Tensor weight, Tensor bias) in foldedOnce.Values)
        {
            weight.Dispose();
            bias.Dispose();
        }
        foldedOnce.Clear();
    }

    private void Execute(PlanStep step, Tensor?[] values, bool training)
    {
        if (step.Node.Op is Conv conv && step.Norm is not null)
        {
            bool ready = foldedOnce.TryGetValue(step.Outputs[0], out (Tensor Kernel, Tensor Bias) folded);
            if (!ready)
            {
                folded = Fold(step, values);
            }
            values[step.Outputs[0]] = TorchOps.Convolve(conv, values[step.Inputs[0]]!, folded.Kernel, folded.Bias);
            if (!ready)
            {
                folded.Kernel.Dispose();
                folded.Bias.Dispose();
            }
            return;
        }
        if (step.Node.Op is BatchNormalization norm)
        {
            values[step.Outputs[0]] = TorchOps.Normalize(norm, [.. step.Inputs.Select(at => values[at]!)], training && trainingNorms.Contains(step.Node.Name));
            return;
        }
        Tensor?[] inputs = [.. step.Inputs.Select(at => at < 0 ? null : values[at])];
        Tensor[] outputs = TorchOps.Run(step.Node.Op, inputs, step.Overwrites, training);
        for (int i = 0; i < outputs.Length; i++)
        {
            values[step.Outputs[i]] = outputs[i];
        }
        if (ReferenceEquals(outputs[0], inputs[0]))
        {
            values[step.Inputs[0]] = null; // overwritten in place: the tensor has moved to its new name
        }
    }

    /// <summary>Convolution weight (out, in, kh, kw) and bias (out) that include the batch norm after it.</summary>
    private static (Tensor Kernel, Tensor Bias) Fold(PlanStep step, Tensor?[] values)
    {
        using IDisposable scope = NewDisposeScope();
        (Tensor gamma, Tensor beta, Tensor mean, Tensor variance) = (values[step.NormInputs[0]]!, values[step.NormInputs[1]]!, values[step.NormInputs[2]]!, values[step.NormInputs[3]]!);
        Tensor scale = gamma * (variance + step.Norm!.Epsilon).rsqrt(); // (out)
        Tensor shift = step.Inputs.Length > 2 && step.Inputs[2] >= 0 ? values[step.Inputs[2]]! - mean : -mean; // (out)
        Tensor weight = values[step.Inputs[1]]! * scale.view(-1, 1, 1, 1);
        return (weight.MoveToOuterDisposeScope(), torch.addcmul(beta, shift, scale, 1).MoveToOuterDisposeScope());
    }

    /// <summary>The same (N, C, H, W) tensor over memory ordered N, H, W, C.</summary>
    private static Tensor ToChannelsLast(Tensor pictures)
    {
        using Tensor view = pictures.permute(0, 2, 3, 1);
        using Tensor packed = view.contiguous();
        return packed.permute(0, 3, 1, 2);
    }

    /// <summary>Where neither the convolution nor its norm is trained, folds them once.</summary>
    private void FoldConstantNorms()
    {
        foreach (PlanStep step in plan.Steps.Where(step => step.Norm is not null && !step.Inputs.Skip(1).Concat(step.NormInputs).Any(at => at >= 0 && weights[at]!.requires_grad)))
        {
            (Tensor weight, Tensor bias) = Fold(step, weights);
            foldedOnce[step.Outputs[0]] = (weight.DetachFromDisposeScope(), bias.DetachFromDisposeScope());
        }
    }
}
