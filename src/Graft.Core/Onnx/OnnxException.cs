namespace Graft.Onnx;

/// <summary>An ONNX file that cannot be read as an image network, or a graph that ONNX cannot express; the message names the file, the node, and what would work.</summary>
public sealed class OnnxException(string message, Exception? cause = null) : GraftException(message, cause);
