using System.Collections.Concurrent;
using Graft.Models;

namespace Graft.Imaging;

/// <summary>Memory for batches, used again and again; blocks are pinned, so that native code may be given their address.</summary>
internal sealed class BlockPool(int batch, Preprocessing preprocessing)
{
    private readonly ConcurrentBag<byte[]> free = [];

    public int Height { get; } = preprocessing.Height;

    public int Width { get; } = preprocessing.Width;

    public int PictureLength { get; } = checked(3 * preprocessing.Height * preprocessing.Width);

    /// <summary>Blocks that were ever made.</summary>
    public int Made { get; private set; }

    public byte[] Take()
    {
        if (free.TryTake(out byte[]? block))
        {
            return block;
        }
        Made++;
        return GC.AllocateUninitializedArray<byte>(checked(batch * PictureLength), pinned: true);
    }

    public void Return(byte[] block) => free.Add(block);
}
