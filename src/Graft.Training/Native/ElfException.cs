namespace Graft.Training.Native;

/// <summary>A shared library is not a file that the rewriter understands.</summary>
public sealed class ElfException(string message) : GraftException(message);
