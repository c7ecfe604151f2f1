using System.Buffers.Binary;

namespace Graft.Training.Native;

/// <summary>Makes a library that was built with GCC 13 loadable where libstdc++ is that of GCC 12 or older.</summary>
/// <remarks>
/// Code compiled by GCC 13 that includes &lt;iostream&gt; calls <c>std::ios_base_library_init()</c>, an empty hook whose only purpose is to ask for GLIBCXX_3.4.32. Older libstdc++ initialise their streams by themselves, so
/// calling nothing in its place is right. Three fields change: the symbol is renamed to libc's <c>sched_yield</c> (also without arguments, and harmless), its version becomes "any", and the requirement of the version becomes weak.
/// </remarks>
internal static class StreamInitRewrite
{
    private const ushort AnyVersion = 1, WeakRequirement = 2, VersionMask = 0x7fff;

    private static ReadOnlySpan<byte> Hook => "_ZSt21ios_base_library_initv"u8;

    private static ReadOnlySpan<byte> Stand => "sched_yield\0"u8;

    private static ReadOnlySpan<byte> VersionName => "GLIBCXX_3.4.32"u8;

    public const string Version = "GLIBCXX_3.4.32";

    /// <summary>A rewritten copy of <paramref name="library"/>.</summary>
    /// <exception cref="ElfException">The library is damaged, does not ask for the hook, or asks for more of GLIBCXX_3.4.32 than the hook.</exception>
    public static byte[] Apply(byte[] library, string path)
    {
        ElfImage image = new(library, path);
        int symbol = FindHook(image);
        (int requirement, ushort version) = FindRequirement(image);
        ushort own = Index(image, symbol);
        if (own != version)
        {
            throw image.Error("asks for the stream hook in a version other than GLIBCXX_3.4.32");
        }
        if (Enumerable.Range(0, image.SymbolCount).Any(i => i != symbol && Index(image, i) == version))
        {
            throw image.Error("asks for more of GLIBCXX_3.4.32 than the stream hook");
        }
        byte[] copy = [.. library];
        Stand.CopyTo(copy.AsSpan(image.Strings.Start + (int)NameOffset(image, symbol)));
        BinaryPrimitives.WriteUInt16LittleEndian(copy.AsSpan(image.Versions.Start + 2 * symbol), AnyVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(copy.AsSpan(requirement + 4), (ushort)(image.UInt16(requirement + 4) | WeakRequirement));
        return copy;
    }

    private static uint NameOffset(ElfImage image, int symbol) => image.UInt32(image.Symbols.Start + symbol * ElfImage.SymbolSize);

    private static ushort Index(ElfImage image, int symbol) => (ushort)(image.UInt16(image.Versions.Start + 2 * symbol) & VersionMask);

    private static int FindHook(ElfImage image)
    {
        int found = -1;
        for (int i = 0; i < image.SymbolCount; i++)
        {
            uint name = NameOffset(image, i);
            bool defined = image.UInt16(image.Symbols.Start + i * ElfImage.SymbolSize + 6) != 0;
            if (image.Name(name).SequenceEqual(Hook))
            {
                found = found < 0 && !defined ? i : throw image.Error("names the stream hook twice, or defines it itself");
            }
        }
        if (found < 0)
        {
            throw image.Error("does not ask for the stream hook, the only part of GLIBCXX_3.4.32 that can be done without");
        }
        // A linker may store a name once for all symbols that end in it: renaming is safe only where the name is the hook's alone.
        uint first = NameOffset(image, found), past = first + (uint)Hook.Length;
        if (Enumerable.Range(0, image.SymbolCount).Any(i => i != found && NameOffset(image, i) is uint name && name >= first && name < past))
        {
            throw image.Error("shares the name of the stream hook between two symbols");
        }
        return found;
    }

    /// <summary>Where the entry that requires GLIBCXX_3.4.32 stands, and the index by which symbols refer to it.</summary>
    private static (int At, ushort Index) FindRequirement(ElfImage image)
    {
        int end = image.Needs.Start + image.Needs.Length;
        int Within(long at, int size) => at >= image.Needs.Start && at <= end - size ? (int)at : throw image.Error("has version requirements that point outside their table");

        // Offsets count from the entry that holds them and are unsigned, so both walks only go forward, and the table's end stops them.
        for (int library = Within(image.Needs.Start, ElfImage.NeedSize); ;)
        {
            int count = image.UInt16(library + 2);
            int entry = library;
            uint step = image.UInt32(library + 8);
            for (int i = 0; i < count; i++)
            {
                if (step == 0)
                {
                    throw image.Error("has fewer version requirements than it says");
                }
                entry = Within((long)entry + step, ElfImage.NeedEntrySize);
                if (image.Name(image.UInt32(entry + 8)).SequenceEqual(VersionName))
                {
                    return (entry, (ushort)(image.UInt16(entry + 6) & VersionMask));
                }
                step = image.UInt32(entry + 12);
            }
            uint next = image.UInt32(library + 12);
            library = next != 0 ? Within((long)library + next, ElfImage.NeedSize) : throw image.Error("takes the stream hook from a library that it does not require in version GLIBCXX_3.4.32");
        }
    }
}
