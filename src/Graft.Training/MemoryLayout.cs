using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Training;

/// <summary>How the pixels of a batch lie in memory: plane by plane (N, C, H, W), or with the channels of a pixel together (N, H, W, C).</summary>
internal static class MemoryLayout
{
    /// <summary>Whether a training step of this graph is faster with channels last, by what <c>bench/results</c> shows on CPUs.</summary>
    /// <remarks>
    /// Channels last spares oneDNN a reordering before and after each convolution. It pays wherever convolutions alternate with cheap operations, as batch norms, joins and 1×1 or depthwise windows do.
    /// In VGG and AlexNet, plain chains of large convolutions, the backward pass loses more than the forward pass wins.
    /// </remarks>
    public static bool PrefersChannelsLast(Graph graph) => graph.Nodes.Any(node => node.Op is BatchNormalization or Add or Concat or Conv { Groups: > 1 });

    /// <summary>The same (N, C, H, W) tensor over memory ordered N, H, W, C; the caller disposes it.</summary>
    public static Tensor ToChannelsLast(Tensor pictures)
    {
        if (pictures.dim() != 4)
        {
            return pictures.alias();
        }
        using Tensor view = pictures.permute(0, 2, 3, 1);
        using Tensor packed = view.contiguous();
        return packed.permute(0, 3, 1, 2);
    }
}
