namespace Graft.Inference;

/// <summary>A model cannot be measured on these pictures.</summary>
public sealed class EvaluationException(string message, Exception? cause = null) : GraftException(message, cause);
