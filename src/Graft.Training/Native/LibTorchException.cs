namespace Graft.Training.Native;

/// <summary>libtorch, the native library that trains, could not be loaded. Prediction and evaluation do not need it.</summary>
public sealed class LibTorchException(string message, Exception? cause = null) : GraftException(message, cause);
