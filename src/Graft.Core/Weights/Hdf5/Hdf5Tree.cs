using Graft.Graphs;

namespace Graft.Weights.Hdf5;

/// <summary>A group or a data set of an HDF5 file.</summary>
/// <param name="Path">Names from the root, with slashes; empty for the root.</param>
/// <param name="Tensor">The numbers of a data set; null for a group.</param>
/// <param name="Children">In the file's order: sorted by name unless the file says otherwise.</param>
internal sealed record Hdf5Node(string Path, Tensor? Tensor, OrderedDictionary<string, Hdf5Node> Children, Dictionary<string, Hdf5Attribute> Attributes)
{
    public Hdf5Node? Child(string path)
    {
        Hdf5Node? node = this;
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            node = node?.Children.GetValueOrDefault(name);
        }
        return node;
    }
}

/// <summary>Opens an HDF5 file and walks it once.</summary>
/// <remarks>The HDF5 File Format Specification, version 3.0. See docs/formats/keras.md for what of it is read.</remarks>
internal sealed class Hdf5Tree
{
    private const int Deepest = 32;

    private static readonly byte[] Signature = [0x89, .. "HDF\r\n"u8, 0x1A, 0x0A];

    private readonly HashSet<long> seen = [];
    private readonly Dictionary<string, string> others = new(StringComparer.Ordinal);

    private Hdf5Tree(MappedFile file)
    {
        (Source, long root) = Superblock(file, Place(file));
        Heap = new(Source);
        Root = Walk("", root, 0);
    }

    public Hdf5Source Source { get; }

    public GlobalHeap Heap { get; }

    public Hdf5Node Root { get; }

    /// <summary>Data sets that hold no numbers as Graft reads them, and what they hold.</summary>
    public IReadOnlyDictionary<string, string> Others => others;

    public static bool Fits(MappedFile file) => Place(file) >= 0;

    /// <exception cref="WeightFileException">The file is damaged, or is written in ways that are not read.</exception>
    public static Hdf5Tree Read(MappedFile file) => new(file);

    // The signature stands at the start, or behind a block of 512, 1024, … bytes of whatever a user likes.
    private static long Place(MappedFile file)
    {
        for (long at = 0; at < file.Length; at = Math.Max(512, at * 2))
        {
            if (file.Peek(at, 8).AsSpan().SequenceEqual(Signature))
            {
                return at;
            }
        }
        return -1;
    }

    private static (Hdf5Source Source, long Root) Superblock(MappedFile file, long place)
    {
        byte[] head = file.Peek(place, 16);
        Hdf5Source source = new(file, place, 8, 8);
        int version = head.Length == 16 ? head[8] : throw source.Fault("it ends after its first bytes");
        (int addresses, int lengths) = version switch
        {
            0 or 1 => (head[13], head[14]),
            2 or 3 => (head[9], head[10]),
            _ => throw source.Fault($"its superblock has the unknown version {version}"),
        };
        if (addresses is not (4 or 8) || lengths is not (4 or 8))
        {
            throw source.Fault($"addresses are said to have {addresses} bytes, lengths {lengths}");
        }
        source = source with { AddressSize = addresses, LengthSize = lengths };
        int before = version switch { 0 => 24, 1 => 28, _ => 12 };
        Hdf5Cursor body = source.At(0, before + (6 * addresses), "the superblock");
        body.Skip(before);
        // The base address that it states is passed over: a user's block may have been put before the file since, and the signature's own place is what counts.
        body.Skip(addresses * (version < 2 ? 5 : 3));
        return (source, body.Address());
    }

    private Hdf5Node Walk(string path, long address, int depth)
    {
        if (!seen.Add(address) || depth > Deepest)
        {
            throw Source.Fault($"'{path}' is {(depth > Deepest ? $"more than {Deepest} groups deep" : "the same object as another name")}");
        }
        ObjectHeader header = ObjectHeader.Read(Source, address);
        Dictionary<string, Hdf5Attribute> attributes = AttributesOf(header);
        Hdf5Node node = new(path, TensorOf(header, path, attributes), [], attributes);
        foreach (Hdf5Link link in node.Tensor is null ? GroupLinks.Read(header) ?? [] : [])
        {
            string name = link.Name.Trim('/');
            if (name.Length == 0 || !node.Children.TryAdd(name, Walk(path.Length == 0 ? name : $"{path}/{name}", link.Address, depth + 1)))
            {
                throw Source.Fault($"'{path}' has the name '{link.Name}' twice or an empty one");
            }
        }
        return node;
    }

    private Tensor? TensorOf(ObjectHeader header, string path, Dictionary<string, Hdf5Attribute> attributes)
    {
        if (header.One(MessageKind.DataLayout, "a layout") is not { } layout)
        {
            return null;
        }
        Datatype type = Datatype.Read(header.One(MessageKind.Datatype, $"the type of '{path}'") ?? throw Source.Fault($"'{path}' has no type"));
        long[] sizes = Dataspace.Read(header.One(MessageKind.Dataspace, $"the sizes of '{path}'") ?? throw Source.Fault($"'{path}' has no sizes")) ?? [0];
        // Keras 3 writes brain floats as other numbers of two bytes and says so.
        ElementType? number = type.Size == 2 && attributes.TryGetValue("dtype", out Hdf5Attribute? said) && said.Texts(Heap) is ["bfloat16"] ? ElementType.BFloat16 : type.Number;
        if (number is { } known)
        {
            return DataLayout.Read(header, layout, path, sizes, known);
        }
        // Numbers in a form that is not read are weights all the same, so they must not vanish.
        others.Add(path, type.IsNumber ? throw Source.Unsupported($"'{path}' holds {type.Words}") : type.Words);
        return null;
    }

    private Dictionary<string, Hdf5Attribute> AttributesOf(ObjectHeader header)
    {
        Dictionary<string, Hdf5Attribute> attributes = new(StringComparer.Ordinal);
        IEnumerable<Hdf5Cursor> bodies = header.All(MessageKind.Attribute, "an attribute");
        if (header.One(MessageKind.AttributeInfo, "a list of attributes") is { } info)
        {
            info.Version(0, 0);
            info.Skip((info.Byte() & 1) != 0 ? 2 : 0);
            (long heap, long tree) = (info.Address(), info.Address());
            bodies = heap == Hdf5Source.Nowhere ? bodies : bodies.Concat(Dense(new FractalHeap(Source, heap), tree));
        }
        foreach (Hdf5Cursor body in bodies)
        {
            if (Hdf5Attribute.Read(body) is { } attribute)
            {
                attributes[attribute.Name] = attribute;
            }
        }
        return attributes;
    }

    private IEnumerable<Hdf5Cursor> Dense(FractalHeap heap, long tree) => BTree2.Records(Source, tree).Select(heap.Read);
}
