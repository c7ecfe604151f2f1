using System.Diagnostics;
using System.Runtime.InteropServices;
using Graft.Graphs;
using Graft.Imaging;
using Graft.Recipes;
using Graft.Training.Native;
using Graft.Training.Optimizers;
using static TorchSharp.torch;

namespace Graft.Training.Profiling;

/// <summary>Measures a training step node by node: the same operations on the same kind of values as in training, one after the other.</summary>
/// <remarks>
/// Each node has a gradient graph of its own, so that its backward pass can be timed alone; nodes that overwrite each other's output are measured as one.
/// What is measured is the step that <see cref="TrainingLoop"/> takes, on random pictures: the time does not depend on the numbers.
/// </remarks>
public sealed class StepProfiler : IDisposable
{
    private readonly Graph graph;
    private readonly ProfileOptions options;
    private readonly TorchGraph network;
    private readonly Optimizer optimizer;
    private readonly Segment[] segments;
    private readonly Dictionary<string, long> multiplyAdds;
    private readonly (int Height, int Width) size;
    private readonly byte[] pixels; // (N, 3, H, W)
    private readonly Tensor host; // (N, 3, H, W) float32
    private readonly Tensor targets; // (N, classes) float32
    private int taken;

    /// <param name="graph">A network for colour pictures that ends in logits.</param>
    /// <exception cref="GraftException">The graph cannot be trained, or nothing of it is.</exception>
    public StepProfiler(Graph graph, ProfileOptions options)
    {
        LibTorch.EnsureLoaded();
        (this.graph, this.options) = (graph, options);
        Recipe recipe = options.Recipe;
        TrainableWeights trainable = new(graph, recipe.Model.Freeze);
        network = RecipeNetwork.Of(graph, trainable, recipe);
        optimizer = OptimizerFactory.Create(recipe.Training.Optimizer, graph, network, _ => 1);
        segments = Segment.Of(network.Steps);
        multiplyAdds = graph.Cost().Nodes.ToDictionary(cost => cost.Node.Name, cost => cost.MultiplyAdds);
        size = (network.Preprocessing.Height, network.Preprocessing.Width);
        pixels = new byte[options.Batch * 3 * size.Height * size.Width];
        new Random(1).NextBytes(pixels);
        host = empty(options.Batch, 3, size.Height, size.Width).DetachFromDisposeScope();
        long classes = graph.InferShapes()[graph.Output].Shape[1];
        targets = full([options.Batch, classes], 1.0 / (options.Batch * classes), device: network.Device).DetachFromDisposeScope();
    }

    /// <summary>Takes the steps and measures them.</summary>
    public StepProfile Run()
    {
        double rate = MatrixRate.Measure(network.Device);
        List<Laps> laps = [];
        List<double> whole = [];
        // In turn, so that whatever else the machine does falls on both alike. The first of each warms up.
        for (int step = 0; step <= options.Steps; step++)
        {
            whole.Add(WholeStep());
            laps.Add(StepByNode());
        }
        double Median(Func<Laps, double> lap) => Medians.Of(laps.Skip(1).Select(lap));
        NodeProfile[] nodes = [.. segments.Select((segment, i) => laps[^1].Nodes[i] with { Forward = Median(lap => lap.Nodes[i].Forward), Backward = Median(lap => lap.Nodes[i].Backward) })];
        using Process process = Process.GetCurrentProcess();
        return new(graph.Name, options.Batch, size.Height, size.Width, nodes, Medians.Of(whole.Skip(1)), Median(lap => lap.Data), Median(lap => lap.Loss), Median(lap => lap.Optimizer), rate, get_num_threads(), process.PeakWorkingSet64);
    }

    public void Dispose()
    {
        optimizer.Dispose();
        network.Dispose();
        host.Dispose();
        targets.Dispose();
    }

    /// <summary>Seconds of a step as the trainer takes it.</summary>
    private double WholeStep()
    {
        Clock clock = new(network.Device);
        using (NewDisposeScope())
        {
            optimizer.ClearGradients();
            Loss(network.Forward(Pictures(), training: true)).backward();
            optimizer.Step(0, taken++);
        }
        GC.Collect(0);
        return clock.Lap();
    }

    private Laps StepByNode()
    {
        using IDisposable scope = NewDisposeScope();
        optimizer.ClearGradients();
        Clock clock = new(network.Device);
        Tensor?[] values = network.Begin(Pictures());
        double data = clock.Lap();
        var nodes = new NodeProfile[segments.Length];
        foreach ((int i, Segment segment) in segments.Index())
        {
            segment.Enter(network, values);
            clock.Lap();
            segment.Forward(network, values, training: true);
            nodes[i] = Describe(segment, values, clock.Lap());
        }
        using Tensor logits = values[network.OutputPlace]!.detach().requires_grad_();
        clock.Lap();
        using Tensor loss = Loss(logits);
        loss.backward();
        double lossSeconds = clock.Lap();
        Dictionary<int, Tensor> gradients = new() { [network.OutputPlace] = logits.grad! };
        foreach ((int i, Segment segment) in segments.Index().Reverse())
        {
            clock.Lap();
            segment.Backward(gradients);
            nodes[i] = nodes[i] with { Backward = clock.Lap() };
            segment.Dispose();
            foreach (int place in segment.Writes)
            {
                gradients.Remove(place, out Tensor? done);
                done?.Dispose();
            }
        }
        clock.Lap();
        optimizer.Step(0, taken++);
        return new(nodes, data, lossSeconds, clock.Lap());
    }

    private Tensor Pictures()
    {
        Normalization.Apply(pixels, MemoryMarshal.Cast<byte, float>(host.bytes), size.Height * size.Width, network.Preprocessing);
        return host.to(network.Device);
    }

    private Tensor Loss(Tensor logits) => -(nn.functional.log_softmax(logits, 1) * targets).sum();

    private NodeProfile Describe(Segment segment, Tensor?[] values, double forward)
    {
        (long once, long back) = (0, 0);
        foreach (PlanStep step in segment.Steps)
        {
            long flops = 2 * options.Batch * multiplyAdds[step.Node.Name];
            once += flops;
            back += flops * segment.GradientsOf(step, values);
        }
        string[] operations = [.. segment.Steps.SelectMany(step => step.Norm is null ? [step.Node.Op.Name] : new[] { step.Node.Op.Name, step.Norm.Name })];
        Tensor output = values[segment.Writes[0]]!;
        return new(segment.Steps[0].Node.Name, string.Join(" + ", operations), output.shape, forward, 0, once, output.requires_grad ? back : 0,
            segment.Writes.Sum(place => values[place]!.numel() * values[place]!.element_size()),
            segment.Reads.Where(network.IsWeight).Sum(place => values[place]!.numel() * values[place]!.element_size()));
    }

    private readonly record struct Laps(NodeProfile[] Nodes, double Data, double Loss, double Optimizer);
}
