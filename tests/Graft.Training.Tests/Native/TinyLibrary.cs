using System.Buffers.Binary;
using System.Text;

namespace Graft.Training.Tests.Native;

/// <summary>The smallest ELF file that asks for the stream hook: header, four sections (symbols, versions, requirements, names), and their headers.</summary>
internal static class TinyLibrary
{
    private const int SymbolsAt = 64, VersionsAt = SymbolsAt + 3 * 24, NeedsAt = VersionsAt + 8;
    public const int NamesAt = NeedsAt + 16 + 2 * 16;

    private const string Names = "\0_ZSt21ios_base_library_initv\0malloc\0libstdc++.so.6\0GLIBCXX_3.4.32\0GLIBCXX_3.4\0";

    public const int HookNameAt = NamesAt + 1, HookVersionAt = VersionsAt + 2, OtherVersionAt = VersionsAt + 4, OtherNameOffsetAt = SymbolsAt + 2 * 24;

    /// <summary>The requirement of GLIBCXX_3.4.32 is the second of its library.</summary>
    public const int RequirementFlagsAt = NeedsAt + 16 + 16 + 4;

    public static byte[] Build()
    {
        int headersAt = (NamesAt + Names.Length + 7) / 8 * 8;
        byte[] file = new byte[headersAt + 5 * 64];
        new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1 }.CopyTo(file, 0);
        Put(40, headersAt, 8);
        Put(58, 64, 2);
        Put(60, 5, 2);

        Put(SymbolsAt + 24, NameOf("_ZSt21"), 4);
        Put(SymbolsAt + 48, NameOf("malloc"), 4);
        Put(HookVersionAt, 18, 2);
        Put(OtherVersionAt, 5, 2);

        // One library with two versions: count, name, first entry; then (flags at +4) index at +6, name at +8, next at +12.
        Put(NeedsAt + 2, 2, 2);
        Put(NeedsAt + 4, NameOf("libstdc"), 4);
        Put(NeedsAt + 8, 16, 4);
        Put(NeedsAt + 16 + 6, 5, 2);
        Put(NeedsAt + 16 + 8, NameOf("GLIBCXX_3.4\0"), 4);
        Put(NeedsAt + 16 + 12, 16, 4);
        Put(NeedsAt + 32 + 6, 18, 2);
        Put(NeedsAt + 32 + 8, NameOf("GLIBCXX_3.4.32"), 4);
        Encoding.ASCII.GetBytes(Names).CopyTo(file, NamesAt);

        Section(1, type: 11, SymbolsAt, size: 72, link: 4);
        Section(2, type: 0x6fffffff, VersionsAt, size: 6, link: 1);
        Section(3, type: 0x6ffffffe, NeedsAt, size: 48, link: 4);
        Section(4, type: 3, NamesAt, Names.Length, link: 0);
        return file;

        int NameOf(string start) => Names.IndexOf(start, StringComparison.Ordinal);
        void Section(int index, int type, int at, int size, int link)
        {
            int header = headersAt + index * 64;
            Put(header + 4, type, 4);
            Put(header + 24, at, 8);
            Put(header + 32, size, 8);
            Put(header + 40, link, 4);
        }
        void Put(int at, long value, int size)
        {
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            bytes[..size].CopyTo(file.AsSpan(at));
        }
    }
}
