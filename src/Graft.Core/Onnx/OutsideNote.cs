namespace Graft.Onnx;

/// <summary>How what stands around the network in a file is noted in documentation texts, so that readers of ours find the network within.</summary>
internal static class OutsideNote
{
    /// <summary>Of a node that is not the network's.</summary>
    public const string Node = "graft: outside the network";

    /// <summary>Of the value that is the network's input.</summary>
    public const string Input = "graft: input of the network";

    /// <summary>Of the value that is the network's output.</summary>
    public const string Output = "graft: output of the network";
}
