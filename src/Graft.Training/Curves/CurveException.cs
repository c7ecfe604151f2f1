namespace Graft.Training.Curves;

/// <summary>No curve can be measured on these pictures.</summary>
public sealed class CurveException(string message) : GraftException(message);
