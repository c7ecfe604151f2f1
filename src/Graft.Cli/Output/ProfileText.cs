using System.Globalization;
using Graft.Training.Profiling;

namespace Graft.Cli.Output;

/// <summary>A profile as a person reads it.</summary>
internal static class ProfileText
{
    /// <param name="top">Only so many nodes, those that take most time first; null for all in their order.</param>
    public static void Write(StepProfile profile, int? top, TextWriter to)
    {
        double sum = profile.Data + profile.Forward + profile.Loss + profile.Backward + profile.Optimizer;
        NodeProfile[] nodes = top is { } most ? [.. profile.Nodes.OrderByDescending(node => node.Forward + node.Backward).Take(most)] : [.. profile.Nodes];
        TextTable table = new("node", "operations", "output", ">forward", ">backward", ">share", ">GFLOP/s fwd", ">bwd", ">of product", ">activations", ">weights");
        foreach (NodeProfile node in nodes)
        {
            table.Add(node.Name, node.Operations, string.Join('×', node.Shape), Milliseconds(node.Forward), node.Backward > 0 ? Milliseconds(node.Backward) : "",
                Amounts.Percent((node.Forward + node.Backward) / sum), Rate(node.ForwardFlops, node.Forward), Rate(node.BackwardFlops, node.Backward),
                Share(node.ForwardFlops + node.BackwardFlops, node.Forward + node.Backward, profile.MatrixRate), Amounts.Bytes(node.ActivationBytes), node.ParameterBytes > 0 ? Amounts.Bytes(node.ParameterBytes) : "");
        }
        table.Write(to);
        if (nodes.Length < profile.Nodes.Count)
        {
            to.WriteLine(profile.Nodes.Count - nodes.Length is > 1 and var left ? $"… and {left} nodes that take less" : "… and 1 node that takes less");
        }
        to.WriteLine();
        TextTable stages = new("stage", ">time", ">share", ">GFLOP/s", ">of product");
        long forward = profile.Nodes.Sum(node => node.ForwardFlops), backward = profile.Nodes.Sum(node => node.BackwardFlops);
        foreach ((string stage, double seconds, long flops) in new[] { ("data", profile.Data, 0L), ("forward", profile.Forward, forward), ("loss", profile.Loss, 0L), ("backward", profile.Backward, backward), ("optimizer", profile.Optimizer, 0L), ("sum", sum, forward + backward), ("whole step", profile.Step, profile.Flops) })
        {
            stages.Add(stage, Milliseconds(seconds), stage == "whole step" ? "" : Amounts.Percent(seconds / sum), Rate(flops, seconds), Share(flops, seconds, profile.MatrixRate));
        }
        stages.Write(to);
        to.WriteLine();
        new TextTable("", "")
            .Add("step", $"{profile.Network}, batch {profile.Batch}, {profile.Width}×{profile.Height} pixels, {profile.Threads} {(profile.Threads == 1 ? "thread" : "threads")}")
            .Add("speed", string.Create(CultureInfo.InvariantCulture, $"{profile.Batch / profile.Step:0.0} pictures a second"))
            .Add("work", $"{Amounts.Count(profile.Flops)}FLOP a step")
            .Add("matrix product", $"{Amounts.Count((long)profile.MatrixRate)}FLOP/s")
            .Add("activations", Amounts.Bytes(profile.ActivationBytes))
            .Add("peak memory", $"{Amounts.Bytes(profile.PeakMemory)} of the process")
            .Write(to);
    }

    private static string Milliseconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{1000 * seconds:0.0} ms");

    private static string Rate(long flops, double seconds) => flops > 0 && seconds > 0 ? string.Create(CultureInfo.InvariantCulture, $"{flops / seconds / 1e9:0}") : "";

    private static string Share(long flops, double seconds, double rate) => flops > 0 && seconds > 0 ? string.Create(CultureInfo.InvariantCulture, $"{100 * flops / seconds / rate:0} %") : "";
}
