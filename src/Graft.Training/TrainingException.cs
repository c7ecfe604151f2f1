namespace Graft.Training;

/// <summary>A training run that cannot start or go on: an operation libtorch lacks, a loss that is no longer a number, a recipe that does not fit the data.</summary>
public sealed class TrainingException(string message, Exception? cause = null) : GraftException(message, cause);
