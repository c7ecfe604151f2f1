using System.Text.Json;
using Graft.Training.Profiling;

namespace Graft.Cli.Output;

/// <summary>A profile as JSON. Scripts rely on the names; times are in seconds, rates in operations a second, sizes in bytes.</summary>
internal static class ProfileJson
{
    public static void Write(Utf8JsonWriter json, StepProfile profile)
    {
        json.WriteStartObject();
        json.WriteString("network", profile.Network);
        json.WriteNumber("batch", profile.Batch);
        json.WriteNumber("height", profile.Height);
        json.WriteNumber("width", profile.Width);
        json.WriteNumber("threads", profile.Threads);
        json.WriteNumber("step", profile.Step);
        json.WriteNumber("data", profile.Data);
        json.WriteNumber("forward", profile.Forward);
        json.WriteNumber("loss", profile.Loss);
        json.WriteNumber("backward", profile.Backward);
        json.WriteNumber("optimizer", profile.Optimizer);
        json.WriteNumber("flops", profile.Flops);
        json.WriteNumber("matrixProductRate", profile.MatrixRate);
        json.WriteNumber("activationBytes", profile.ActivationBytes);
        json.WriteNumber("peakMemory", profile.PeakMemory);
        json.WriteStartArray("nodes");
        foreach (NodeProfile node in profile.Nodes)
        {
            json.WriteStartObject();
            json.WriteString("name", node.Name);
            json.WriteString("operations", node.Operations);
            json.WriteStartArray("shape");
            foreach (long size in node.Shape)
            {
                json.WriteNumberValue(size);
            }
            json.WriteEndArray();
            json.WriteNumber("forward", node.Forward);
            json.WriteNumber("backward", node.Backward);
            json.WriteNumber("forwardFlops", node.ForwardFlops);
            json.WriteNumber("backwardFlops", node.BackwardFlops);
            json.WriteNumber("activationBytes", node.ActivationBytes);
            json.WriteNumber("parameterBytes", node.ParameterBytes);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
