using Graft.Graphs;
using Graft.Weights.Pickles;

namespace Graft.Weights.Torch;

/// <summary>The state dict of a PyTorch file, whichever of the two forms the file has.</summary>
internal sealed class TorchFile : WeightFile
{
    /// <param name="root">What the file's pickle says.</param>
    /// <param name="findStorage">Where the bytes of the storage with a key lie; null when the file does not hold it.</param>
    public TorchFile(MappedFile file, string format, object? root, Func<string, StoredEntry?> findStorage)
        : base(file)
    {
        Format = format;
        try
        {
            StateDict state = StateDict.Find(root);
            Tensors = new(state.Tensors.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Open(file, StorageOf(pair.Key, pair.Value), pair.Key))));
            Metadata = state.Notes;
        }
        catch (PickleException error)
        {
            throw new WeightFileException($"{file.Path}: {error.Message}.", error);
        }

        StoredEntry StorageOf(string name, TorchTensor tensor) => findStorage(tensor.Storage.Key)
            ?? throw new WeightFileException($"{file.Path}: '{name}' lies in the storage '{tensor.Storage.Key}', which the file does not hold. Download or copy it again.");
    }

    public override string Format { get; }

    public override WeightTable Tensors { get; }

    public override IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads one pickle of the file.</summary>
    /// <param name="place">How to name it in an error.</param>
    /// <param name="offset">Where it begins; afterwards, where it ends.</param>
    public static object? ReadPickle(MappedFile file, string place, ref long offset, long length, IPickleWorld world)
    {
        ReadOnlyMemory<byte> bytes = file.Memory(offset, (int)Math.Min(length, int.MaxValue));
        PickleReader reader = new(bytes, world);
        try
        {
            object? value = reader.Read();
            offset += reader.Position;
            return value;
        }
        catch (PickleException error)
        {
            throw new WeightFileException($"{file.Path}: {place}, before byte {reader.Position}: {error.Message}.", error);
        }
    }
}
