using System.Buffers.Binary;

namespace Graft.Training.Native;

/// <summary>The sections of a 64-bit little-endian ELF file that say which symbols it takes from elsewhere. Every offset is checked against the bytes really there.</summary>
/// <remarks>System V ABI, chapter 4 (header, sections, symbols); LSB Core 5.0, chapter 10.7 (symbol versions).</remarks>
internal sealed class ElfImage
{
    private const int SymbolTable = 11, VersionTable = 0x6fffffff, VersionNeeds = 0x6ffffffe, StringTable = 3;
    private const int SectionHeaderSize = 64;
    public const int SymbolSize = 24, NeedSize = 16, NeedEntrySize = 16;

    private readonly byte[] bytes;
    private readonly string path;

    /// <exception cref="ElfException">The bytes are no such file, or its tables point outside it.</exception>
    public ElfImage(byte[] bytes, string path)
    {
        (this.bytes, this.path) = (bytes, path);
        if (bytes.Length < 64 || !bytes.AsSpan(0, 4).SequenceEqual("\u007fELF"u8) || bytes[4] != 2 || bytes[5] != 1)
        {
            throw Error("is not a 64-bit little-endian ELF library");
        }
        ulong table = UInt64(40);
        int entry = UInt16(58), count = UInt16(60);
        if (entry != SectionHeaderSize)
        {
            throw Error($"has section headers of {entry} bytes where {SectionHeaderSize} were expected");
        }
        Section all = new(table, (ulong)count * SectionHeaderSize, 0);
        int start = Start(all, "the section headers");
        (int at, Section section)[] sections = [.. Enumerable.Range(0, count).Select(i => start + i * SectionHeaderSize).Select(at => (at, new Section(UInt64(at + 24), UInt64(at + 32), Int32(at + 40))))];
        Section? Find(int type) => sections.Where(s => Int32(s.at + 4) == type).Select(s => (Section?)s.section).FirstOrDefault();

        Section symbols = Find(SymbolTable) ?? throw Error("has no table of dynamic symbols");
        Section versions = Find(VersionTable) ?? throw Error("has no symbol versions");
        Section needs = Find(VersionNeeds) ?? throw Error("asks for no versions of other libraries");
        if (symbols.Link < 0 || symbols.Link >= count || Int32(sections[symbols.Link].at + 4) != StringTable || needs.Link != symbols.Link)
        {
            throw Error("has a symbol table without a string table");
        }
        Strings = Span(sections[symbols.Link].section, "the string table");
        Symbols = Span(symbols, "the symbol table");
        Versions = Span(versions, "the version table");
        Needs = Span(needs, "the version requirements");
        SymbolCount = Symbols.Length / SymbolSize;
        if (Versions.Length / 2 < SymbolCount)
        {
            throw Error($"has {SymbolCount} symbols but versions for only {Versions.Length / 2}");
        }
    }

    public Range Strings { get; }

    public Range Symbols { get; }

    public Range Versions { get; }

    public Range Needs { get; }

    public int SymbolCount { get; }

    public ElfException Error(string fact) => new($"{path}: the file {fact}. It is damaged or of an unknown kind: restore the TorchSharp package anew (delete its folder in the package cache, then 'dotnet restore').");

    /// <summary>The name at an offset of the string table, without its closing zero.</summary>
    public ReadOnlySpan<byte> Name(uint offset)
    {
        ReadOnlySpan<byte> rest = offset < (uint)Strings.Length ? bytes.AsSpan(Strings.Start + (int)offset, Strings.Length - (int)offset) : throw Error("names a symbol outside its string table");
        int end = rest.IndexOf((byte)0);
        return end >= 0 ? rest[..end] : throw Error("has a name without an end");
    }

    public ushort UInt16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    public int Int32(int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));

    public uint UInt32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private ulong UInt64(int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));

    private Range Span(Section section, string what) => new(Start(section, what), (int)section.Size);

    private int Start(Section section, string what) => section.Offset <= (ulong)bytes.Length && section.Size <= (ulong)bytes.Length - section.Offset
        ? (int)section.Offset
        : throw Error($"places {what} outside its {bytes.Length} bytes");

    private readonly record struct Section(ulong Offset, ulong Size, int Link);

    /// <summary>Bytes of the file, known to lie within it.</summary>
    internal readonly record struct Range(int Start, int Length);
}
