namespace Graft.Weights.Hdf5;

/// <summary>The kinds of message that an object's header may hold and that reading weights takes.</summary>
internal enum MessageKind
{
    Dataspace = 0x01,
    LinkInfo = 0x02,
    Datatype = 0x03,
    Link = 0x06,
    DataLayout = 0x08,
    FilterPipeline = 0x0B,
    Attribute = 0x0C,
    Continuation = 0x10,
    SymbolTable = 0x11,
    AttributeInfo = 0x15,
}

/// <summary>One entry of an object's header.</summary>
/// <param name="IsShared">Whether the body only says where the message stands.</param>
internal sealed record Message(MessageKind Kind, bool IsShared, Hdf5Cursor Body);

/// <summary>The header of a group or a data set: a list of messages, possibly in several places.</summary>
internal sealed class ObjectHeader
{
    private readonly List<Message> messages = [];

    private ObjectHeader(long address) => Address = address;

    public long Address { get; }

    public static ObjectHeader Read(Hdf5Source source, long address)
    {
        ObjectHeader header = new(address);
        bool second = source.At(address, 4, "an object's header").Take(4).Span.SequenceEqual("OHDR"u8);
        Queue<Hdf5Cursor> blocks = new([second ? FirstOfVersion2(source, address, out bool ordered) : FirstOfVersion1(source, address, out ordered)]);
        HashSet<long> seen = [];
        while (blocks.TryDequeue(out Hdf5Cursor? block))
        {
            foreach (Message message in second ? Version2(block, ordered) : Version1(block))
            {
                if (message.Kind == MessageKind.Continuation)
                {
                    (long at, long length) = (message.Body.Address(), message.Body.Length());
                    if (!seen.Add(at))
                    {
                        throw source.Fault("an object's header goes round in a circle");
                    }
                    blocks.Enqueue(second ? Continued(source, at, length) : source.At(at, length, "the rest of an object's header"));
                }
                else
                {
                    header.messages.Add(message);
                }
            }
        }
        return header;
    }

    public IEnumerable<Hdf5Cursor> All(MessageKind kind, string what) => messages.Where(message => message.Kind == kind).Select(message => Own(message, what));

    public Hdf5Cursor? One(MessageKind kind, string what) => messages.Find(message => message.Kind == kind) is { } message ? Own(message, what) : null;

    private static Hdf5Cursor Own(Message message, string what) => !message.IsShared ? message.Body.Again() : throw message.Body.Source.Unsupported($"{what} is shared with other objects");

    private static Hdf5Cursor FirstOfVersion1(Hdf5Source source, long address, out bool ordered)
    {
        ordered = false;
        Hdf5Cursor prefix = source.At(address, 12, "an object's header");
        prefix.Version(1, 1);
        prefix.Skip(7);
        return source.At(address + 16, prefix.UInt32(), "an object's header");
    }

    private static Hdf5Cursor FirstOfVersion2(Hdf5Source source, long address, out bool ordered)
    {
        int flags = source.At(address, 6, "an object's header").Take(6).Span[5], sizeBytes = 1 << (flags & 3);
        int before = 6 + ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0);
        Hdf5Cursor prefix = source.At(address, before + sizeBytes, "an object's header");
        prefix.Expect("OHDR");
        prefix.Version(2, 2);
        prefix.Skip(before - 5);
        ordered = (flags & 4) != 0;
        return source.At(address + before + sizeBytes, prefix.Number(sizeBytes), "an object's header");
    }

    private static Hdf5Cursor Continued(Hdf5Source source, long address, long length)
    {
        Hdf5Cursor block = source.At(address, length, "the rest of an object's header");
        block.Expect("OCHK");
        return block.Part(block.Left - 4, "the rest of an object's header"); // a checksum follows
    }

    private static IEnumerable<Message> Version1(Hdf5Cursor block)
    {
        while (block.Left >= 8)
        {
            (int kind, int size, int flags) = (block.UInt16(), block.UInt16(), block.Byte());
            block.Skip(3);
            yield return new((MessageKind)kind, (flags & 2) != 0, block.Part(size, "a message of an object's header"));
        }
    }

    private static IEnumerable<Message> Version2(Hdf5Cursor block, bool ordered)
    {
        while (block.Left >= (ordered ? 6 : 4))
        {
            (int kind, int size, int flags) = (block.Byte(), block.UInt16(), block.Byte());
            block.Skip(ordered ? 2 : 0);
            yield return new((MessageKind)kind, (flags & 2) != 0, block.Part(size, "a message of an object's header"));
        }
    }
}
