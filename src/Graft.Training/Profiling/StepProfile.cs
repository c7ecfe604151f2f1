namespace Graft.Training.Profiling;

/// <summary>What a training step of a network costs, and where.</summary>
/// <param name="Nodes">In the order in which they run.</param>
/// <param name="Step">Seconds of a whole step, taken as the trainer takes it; the stages are measured apart from it, node by node, and their sum differs a little.</param>
/// <param name="Data">Seconds to turn a decoded batch into the network's input; decoding itself runs on other threads meanwhile.</param>
/// <param name="Loss">Seconds of the loss and its gradient.</param>
/// <param name="Optimizer">Seconds of the optimizer's step.</param>
/// <param name="MatrixRate">FLOP/s of a plain product of two large 32-bit matrices in the same run.</param>
/// <param name="Threads">Threads that compute one operation.</param>
/// <param name="PeakMemory">The most memory the process has held, in bytes.</param>
public sealed record StepProfile(string Network, int Batch, int Height, int Width, IReadOnlyList<NodeProfile> Nodes, double Step, double Data, double Loss, double Optimizer, double MatrixRate, int Threads, long PeakMemory)
{
    public double Forward => Nodes.Sum(node => node.Forward);

    public double Backward => Nodes.Sum(node => node.Backward);

    /// <summary>Operations of a step: one multiplication and one addition for each multiply-add of the forward pass, and as many for each gradient.</summary>
    public long Flops => Nodes.Sum(node => node.ForwardFlops + node.BackwardFlops);

    /// <summary>Bytes of all values that the forward pass makes and does not overwrite: about what is kept for the gradient.</summary>
    public long ActivationBytes => Nodes.Sum(node => node.ActivationBytes);
}

/// <summary>What a node costs in a step, together with the operations that overwrite its output or are folded into it, such as a rectifier.</summary>
/// <param name="Name">The first node's.</param>
/// <param name="Operations">Names of the operations in one, such as "Conv + Relu".</param>
/// <param name="Shape">Of the output: batch, channels, height, width.</param>
/// <param name="Forward">Seconds, the median over the steps.</param>
/// <param name="Backward">Seconds of the gradients with respect to inputs and weights, the median over the steps; 0 where none is needed.</param>
/// <param name="ForwardFlops">Operations in convolutions and matrix products; 0 for all else.</param>
/// <param name="BackwardFlops">As many again for each gradient that is needed.</param>
/// <param name="ActivationBytes">Bytes of the output.</param>
/// <param name="ParameterBytes">Bytes of its weights.</param>
public sealed record NodeProfile(string Name, string Operations, IReadOnlyList<long> Shape, double Forward, double Backward, long ForwardFlops, long BackwardFlops, long ActivationBytes, long ParameterBytes);
