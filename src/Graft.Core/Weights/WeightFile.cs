using System.Collections.Immutable;
using Graft.Graphs;
using Graft.Weights.Keras;
using Graft.Weights.Packed;
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
    /// <param name="path">
    /// The file; of a TensorFlow checkpoint any of its files, the prefix that they share, or their folder; or a .tar.gz, .tgz, .tar or .gz that holds one weight file. Of several in it, one is named as <c>archive.tar.gz#member</c>.
    /// </param>
    /// <exception cref="WeightFileException">It cannot be read, is damaged, or is something else; the message says what and what to do.</exception>
    public static WeightFile Open(string path)
    {
        (string file, string? member) = PackedWeightFile.Split(path);
        return Open(new MappedFile(CheckpointPath.Find(file)), member);
    }

    /// <summary>The file that <see cref="Open(string)"/> would open for a path, an archive's for one of its members; null where there is none.</summary>
    /// <exception cref="WeightFileException">There is a checkpoint, but a part of it is missing.</exception>
    public static string? Find(string path) => CheckpointPath.Find(PackedWeightFile.Split(path).Archive) is var file && File.Exists(file) ? file : null;

    /// <summary>Opens what is mapped already, and owns it.</summary>
    internal static WeightFile Open(MappedFile file, string? member = null)
    {
        try
        {
            if (PackedWeightFile.Fits(file))
            {
                return new PackedWeightFile(file, member);
            }
            if (member is not null)
            {
                throw new WeightFileException($"{file.Path} is no archive; leave '{PackedWeightFile.MemberMark}{member}' out.");
            }
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

    /// <summary>Whether a file is one of the known formats, archives aside.</summary>
    private protected static bool Knows(MappedFile file) => Formats.Any(format => format.Fits(file));

    public virtual void Dispose()
    {
        file.Dispose();
        GC.SuppressFinalize(this);
    }
}
