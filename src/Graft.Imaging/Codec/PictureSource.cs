using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Graft.Imaging.Formula;

namespace Graft.Imaging;

/// <summary>What one picture after another is made of: encoded bytes, or the address of a picture that a formula draws, of which there are none. For one thread at a time; the memory is kept for the next picture.</summary>
internal sealed unsafe class PictureSource(DecodeLimits limits) : IDisposable
{
    private readonly NativeBuffer buffer = new();

    /// <summary>The file or address, as messages call it.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Whether a formula draws it.</summary>
    public bool IsDrawn { get; private set; }

    /// <summary>Where the bytes lie until the next picture, with <see cref="NativeBuffer.Slack"/> bytes to read behind them.</summary>
    public IntPtr Start { get; private set; }

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Bytes => new((void*)Start, Length);

    /// <summary>Reads a file's bytes, without looking whether they are a picture.</summary>
    /// <exception cref="ImageException">The file cannot be read.</exception>
    public void Read(string path)
    {
        (Name, IsDrawn, Start, Length) = (path, FormulaTask.IsOne(path), default, 0);
        if (!IsDrawn)
        {
            (Start, Length) = PhotoFile.Read(path, buffer, limits);
        }
    }

    /// <summary>Copies bytes.</summary>
    public void Take(ReadOnlySpan<byte> bytes, string name)
    {
        byte* start = buffer.Reserve(bytes.Length);
        bytes.CopyTo(new Span<byte>(start, bytes.Length));
        (Name, IsDrawn, Start, Length) = (name, false, (IntPtr)start, bytes.Length);
    }

    /// <summary>What tells the content from any other: the first 16 bytes of the SHA-256 of the bytes, or of the address and the version of what is drawn.</summary>
    public UInt128 Content() => BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(IsDrawn ? Encoding.UTF8.GetBytes($"{Name} {FormulaPainter.Version}") : Bytes));

    public void Dispose() => buffer.Dispose();
}
