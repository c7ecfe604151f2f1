using System.Text;

namespace Graft.Weights.Hdf5;

/// <summary>A name in a group and the address of the object's header.</summary>
internal readonly record struct Hdf5Link(string Name, long Address)
{
    /// <summary>A link message, as groups of the newer form hold them.</summary>
    public static Hdf5Link Read(Hdf5Cursor body)
    {
        body.Version(1, 1);
        int flags = body.Byte(), kind = (flags & 8) != 0 ? body.Byte() : 0;
        body.Skip(((flags & 4) != 0 ? 8 : 0) + ((flags & 0x10) != 0 ? 1 : 0));
        string name = Encoding.UTF8.GetString(body.Take(body.Number(1 << (flags & 3))).Span);
        return kind == 0 ? new(name, body.Address()) : throw Elsewhere(body.Source, name);
    }

    public static WeightFileException Elsewhere(Hdf5Source source, string name) => source.Unsupported($"'{name}' is a link to another name or another file");
}
