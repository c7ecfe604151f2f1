namespace Graft.Inference;

/// <summary>A model that cannot be run, or an input that does not fit it.</summary>
public sealed class InferenceException(string message, Exception? cause = null) : GraftException(message, cause);
