namespace Graft.Weights.Hdf5;

/// <summary>The bytes of an HDF5 file as its superblock counts them, and the one place where structures are taken from it.</summary>
/// <param name="Start">Byte of the file that the file calls 0: where its superblock begins.</param>
/// <param name="AddressSize">Bytes of an address.</param>
/// <param name="LengthSize">Bytes of a length.</param>
internal sealed record Hdf5Source(MappedFile File, long Start, int AddressSize, int LengthSize)
{
    /// <summary>What an address of all ones is read as: nothing is there.</summary>
    public const long Nowhere = -1;

    // Structures that share bytes could be read over and over; a sound file is read less than once.
    private long allowance = (4 * File.Length) + (1 << 20), unclaimed = File.Length;

    /// <summary>A part of the file's structure.</summary>
    /// <exception cref="WeightFileException">It does not lie within the file, or the file has been read many times over.</exception>
    public Hdf5Cursor At(long address, long length, string what)
    {
        CheckPlace(address, length, what);
        allowance -= Math.Max(64, length);
        return allowance >= 0 ? new(this, File.Memory(Start + address, (int)length), what) : throw Fault("its structures lie upon each other");
    }

    /// <summary>Notes that bytes hold numbers, which no others may share: so all that is ever read from a file is bounded by its length.</summary>
    public void Claim(long address, long length, string what)
    {
        CheckPlace(address, length, what);
        unclaimed -= length;
        if (unclaimed < 0)
        {
            throw Fault($"{what} and the data sets before it have more bytes than the file");
        }
    }

    /// <summary>Bytes that have been claimed.</summary>
    public ReadOnlyMemory<byte> Numbers(long address, int length) => File.Memory(Start + address, length);

    private void CheckPlace(long address, long length, string what)
    {
        long room = File.Length - Start;
        if (address < 0 || length < 0 || length > int.MaxValue || address > room - length)
        {
            throw Fault(address == Nowhere ? $"{what} is nowhere in it" : $"{what} needs {length} bytes at {address}, but the file has {room}: it is cut off or damaged");
        }
    }

    public WeightFileException Fault(string fact) => new($"{File.Path}: not a sound HDF5 file: {fact}. Download or copy it again.");

    /// <summary>The file may be sound, but is not written as Keras writes its files.</summary>
    public WeightFileException Unsupported(string fact, string remedy = "Save the weights again with Keras' save_weights, or as safetensors or ONNX.") => new($"{File.Path}: {fact}, which Graft does not read in HDF5 files. {remedy}");
}
