using System.Buffers.Binary;
using System.Text;

namespace Graft.Training.Native;

/// <summary>An empty shared library for Linux on x64 that only has a name.</summary>
/// <remarks>
/// Once it is loaded, asking the loader for that name finds it and looks no further. System V ABI, chapter 5: a header, three program headers (what to map, where the dynamic table is, that the stack is not executable),
/// the dynamic table, one empty symbol and the names.
/// </remarks>
internal static class NamedStub
{
    private const int HeaderSize = 64, ProgramHeaderSize = 56, DynamicSize = 16, SymbolSize = 24;
    private const int DynamicStart = HeaderSize + 3 * ProgramHeaderSize, DynamicCount = 6, SymbolStart = DynamicStart + DynamicCount * DynamicSize, NamesStart = SymbolStart + SymbolSize;

    public static byte[] Build(string name)
    {
        byte[] names = [0, .. Encoding.ASCII.GetBytes(name), 0];
        byte[] file = new byte[NamesStart + names.Length];
        names.CopyTo(file, NamesStart);

        // Identification: 64 bits, little-endian, version 1. Then: shared library, x86-64, version 1.
        new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1 }.CopyTo(file, 0);
        Put16(16, 3);
        Put16(18, 62);
        Put32(20, 1);
        Put64(32, HeaderSize);
        Put16(52, HeaderSize);
        Put16(54, ProgramHeaderSize);
        Put16(56, 3);

        const int Load = 1, Dynamic = 2, Stack = 0x6474e551, Read = 4, Write = 2;
        ProgramHeader(0, Load, Read | Write, 0, file.Length, alignment: 0x1000);
        ProgramHeader(1, Dynamic, Read | Write, DynamicStart, DynamicCount * DynamicSize, alignment: 8);
        ProgramHeader(2, Stack, Read | Write, 0, 0, alignment: 16);

        const int NameTable = 5, SymbolTable = 6, NameTableSize = 10, SymbolEntrySize = 11, OwnName = 14;
        foreach ((int i, (int tag, int value)) in new[] { (OwnName, 1), (NameTable, NamesStart), (SymbolTable, SymbolStart), (NameTableSize, names.Length), (SymbolEntrySize, SymbolSize), (0, 0) }.Index())
        {
            Put64(DynamicStart + i * DynamicSize, tag);
            Put64(DynamicStart + i * DynamicSize + 8, value);
        }
        return file;

        void ProgramHeader(int index, int type, int flags, int start, int size, int alignment)
        {
            int at = HeaderSize + index * ProgramHeaderSize;
            Put32(at, type);
            Put32(at + 4, flags);
            Put64(at + 8, start);
            Put64(at + 16, start);
            Put64(at + 24, start);
            Put64(at + 32, size);
            Put64(at + 40, size);
            Put64(at + 48, alignment);
        }
        void Put16(int at, int value) => BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(at), (short)value);
        void Put32(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
        void Put64(int at, long value) => BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(at), value);
    }
}
