using System.Collections.Immutable;
using Graft.Graphs;
using Graft.Weights.Keras;
using Graft.Weights.TensorFlow;
using Graft.Weights.Torch;

namespace Graft.Weights;

/// <summary>An opened weight file: names and the tensors they stand for, read only when looked at.</summary>
/// <remarks>Tensors stay readable until <see cref="Dispose"/>; a file that nobody disposes closes when nothing refers to it or its tensors.</remarks>
public abstract class WeightFile : IDisposable
{
    // In the order of asking; what a file is called plays no part.
    private static readonly ImmutableArray<(Func<MappedFile, bool> Fits, Func<MappedFile, WeightFile> Open)> Formats =
    [
        (SafeTensorsFile.Fits, file => new SafeTensorsFile(file)),
        (TorchZip.Fits, TorchZip.Open),
        (TorchLegacy.Fits, TorchLegacy.Open),
        (SortedTable.Fits, TensorFlowFile.Open),
        (CheckpointPath.IsState, TensorFlowFile.OpenLatest),
        (KerasFile.Fits, KerasFile.Read),
        (OnnxWeightFile.Fits, file => new OnnxWeightFile(file)),
    ];

    private readonly MappedFile file;

    private protected WeightFile(MappedFile file) => this.file = file;

    /// <summary>Where the file lies, as it was given.</summary>
    public string Path => file.Path;

    /// <summary>What the file is, in words: <c>safetensors</c>, <c>PyTorch zip</c>.</summary>
    public abstract string Format { get; }

    /// <summary>The tensors by name, in the file's order.</summary>
    public abstract WeightTable Tensors { get; }

    /// <summary>What else the file says, as text: free notes, or the entries of a checkpoint that are no tensors.</summary>
    public abstract IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a weight file of any known format; its content decides which.</summary>
    /// <param name="path">The file; of a TensorFlow checkpoint any of its files, the prefix that they share, or their folder.</param>
    /// <exception cref="WeightFileException">It cannot be read, is damaged, or is something else; the message says what and what to do.</exception>
    public static WeightFile Open(string path) => Open(new MappedFile(CheckpointPath.Find(path)));

    /// <summary>Opens what is mapped already, and owns it.</summary>
    internal static WeightFile Open(MappedFile file)
    {
        try
        {
            foreach ((Func<MappedFile, bool> fits, Func<MappedFile, WeightFile> open) in Formats)
            {
                if (fits(file))
                {
                    return open(file);
                }
            }
            throw new WeightFileException($"{file.Path} {ForeignFile.Describe(file)}");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public virtual void Dispose()
    {
        file.Dispose();
        GC.SuppressFinalize(this);
    }
}
