namespace Graft.Onnx;

/// <summary>How stochastic depth is noted in the documentation text of the Dropout written in its place.</summary>
internal static class DepthNote
{
    public const string Words = "stochastic depth";
}
