namespace Graft.Weights.Torch;

/// <summary>A <c>.pth</c> file of PyTorch 1.6 or later: a zip archive of <c>data.pkl</c>, which describes the state dict, and one entry for each storage. See docs/formats/pytorch.md.</summary>
internal static class TorchZip
{
    private const string Description = "data.pkl";

    public static bool Fits(MappedFile file) => StoredZip.Fits(file);

    /// <exception cref="WeightFileException">It is damaged, is another kind of archive, or its pickle asks for more than data.</exception>
    public static WeightFile Open(MappedFile file)
    {
        StoredZip zip = new(file);
        // All entries lie in one folder, named after the file that was first written.
        string folder = zip.Names.Where(name => name == Description || name.EndsWith("/" + Description, StringComparison.Ordinal)).Select(name => name[..^Description.Length]).Order(StringComparer.Ordinal).FirstOrDefault()
            ?? throw new WeightFileException($"{file.Path} is a zip archive without a PyTorch state dict in it (no {Description}). Unpack it and give the weight file inside.");
        if (zip.Names.Any(name => name.StartsWith(folder + "code/", StringComparison.Ordinal)))
        {
            throw new WeightFileException($"{file.Path} is a TorchScript program, not a state dict. Load it in Python and save its weights: torch.save(torch.jit.load(path).state_dict(), new_path).");
        }
        if (zip.Find(folder + "byteorder") is { } order && !file.Peek(order.Offset, (int)Math.Min(order.Length, 6)).AsSpan().SequenceEqual("little"u8))
        {
            throw new WeightFileException($"{file.Path} was written on a big-endian machine, whose byte order is not supported. Load and save it on a little-endian one.");
        }
        StoredEntry pickle = zip.Find(folder + Description)!.Value;
        long at = pickle.Offset;
        object? root = TorchFile.ReadPickle(file, Description, ref at, pickle.Length, new TorchWorld());
        return new TorchFile(file, "PyTorch", root, key => zip.Find($"{folder}data/{key}"));
    }
}
