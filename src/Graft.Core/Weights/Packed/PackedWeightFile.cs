using Graft.Graphs;
using Graft.Weights.TensorFlow;

namespace Graft.Weights.Packed;

/// <summary>A weight file, or a checkpoint of several files, straight from the .tar.gz, .tgz, .tar or .gz in which it was published.</summary>
internal sealed class PackedWeightFile : WeightFile
{
    /// <summary>Between an archive's path and the name of one of its members: <c>archive.tar.gz#model.ckpt</c>.</summary>
    public const char MemberMark = '#';

    private const int Listed = 10;

    private readonly UnpackedArchive unpacked;
    private readonly WeightFile inner;

    /// <param name="member">Which of its weight files; null where there is but one.</param>
    /// <exception cref="WeightFileException">There is none, or there are several and none is named; the message lists them.</exception>
    public PackedWeightFile(MappedFile archive, string? member)
        : base(archive)
    {
        unpacked = new(archive);
        try
        {
            string name = Choose(member);
            inner = OpenInner(name);
            Metadata = new OrderedDictionary<string, string>(inner.Metadata) { ["member"] = name };
            if (!OperatingSystem.IsWindows())
            {
                unpacked.Dispose(); // what is open stays readable without a name, and nothing is left behind by a process that is killed
            }
        }
        catch
        {
            unpacked.Dispose();
            throw;
        }
    }

    public override string Format => inner.Format;

    public override WeightTable Tensors => inner.Tensors;

    public override IReadOnlyDictionary<string, string> Metadata { get; }

    public static bool Fits(MappedFile file) => UnpackedArchive.Fits(file);

    /// <summary>Takes the path of a member apart.</summary>
    public static (string Archive, string? Member) Split(string path) =>
        path.LastIndexOf(MemberMark) is > 0 and int at && !System.IO.Path.Exists(path) && File.Exists(path[..at]) ? (path[..at], path[(at + 1)..]) : (path, null);

    public override void Dispose()
    {
        inner.Dispose();
        unpacked.Dispose();
        base.Dispose();
    }

    private string Choose(string? member)
    {
        if (new[] { "sys_info", "pickle", "storages", "tensors" }.All(unpacked.Names.Contains))
        {
            throw new WeightFileException($"{Path} is a PyTorch file of 2016, which is a tar archive. Load it with a later PyTorch and save it again.");
        }
        string[] found = [.. unpacked.Names.Where(IsWeights)];
        string[] named = member is null ? found : [.. found.Where(name => name == member || Shown(name) == member)];
        return named.Length == 1 ? named[0] : throw new WeightFileException((found.Length, member) switch
        {
            (0, _) => $"{Path} holds no weight file that Graft reads: {List(unpacked.Names)}.",
            (_, null) => $"{Path} holds {found.Length} weight files: {List(found.Select(Shown))}. Say which: {Path}{MemberMark}{Shown(found[0])}",
            _ => $"{Path} holds no weight file '{member}', but {List(found.Select(Shown))}.",
        });
    }

    /// <summary>Whether a file is weights, or the one that leads to a checkpoint of several.</summary>
    private bool IsWeights(string name)
    {
        using MappedFile file = new(unpacked.PathOf(name));
        return ShardName.IndexOf(name) is null && !CheckpointPath.IsState(file) && Knows(file) && (name == ShardName.FirstOfAll(name) || !unpacked.Names.Contains(ShardName.FirstOfAll(name)));
    }

    private WeightFile OpenInner(string name)
    {
        string path = unpacked.PathOf(name);
        try
        {
            return Open(path);
        }
        catch (WeightFileException error)
        {
            throw new WeightFileException(error.Message.Replace(path, $"{Path}{MemberMark}{name}", StringComparison.Ordinal), error);
        }
    }

    private static string Shown(string name) => name.EndsWith(ShardName.IndexEnding, StringComparison.Ordinal) ? name[..^ShardName.IndexEnding.Length] : name;

    private static string List(IEnumerable<string> names) => names.ToArray() is var all && all.Length == 0 ? "it is empty" : string.Join(", ", all.Take(Listed)) + (all.Length > Listed ? $" and {all.Length - Listed} more" : "");
}
