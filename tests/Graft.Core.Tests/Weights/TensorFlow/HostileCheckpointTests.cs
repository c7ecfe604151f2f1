using System.Buffers.Binary;
using Graft.Core.Tests.Runs;
using Graft.Graphs;
using Graft.Recipes;
using Graft.Weights;

namespace Graft.Core.Tests.Weights.TensorFlow;

public sealed class HostileCheckpointTests : IDisposable
{
    private static readonly WrittenTensor[] Tensors =
    [
        new("a/weights", ElementType.Float32, [3, 4], [.. Enumerable.Range(0, 48).Select(i => (byte)(i / 9))], [(0, 2), (0, 4)], [(2, 1), (0, 1)], [(2, 1), (1, 3)]),
        new("a/biases", ElementType.Float16, [5], [.. Enumerable.Range(0, 10).Select(i => (byte)i)]),
        new("b/kernel", ElementType.Float64, [2], new byte[16]),
        new("global_step", ElementType.Int64, [], BitConverter.GetBytes(-5L)),
        new("trained", ElementType.Bool, [2, 2], [1, 0, 0, 1]),
    ];

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    // More by hand: GRAFT_FUZZ=200000.
    private static int Rounds => int.Parse(Environment.GetEnvironmentVariable("GRAFT_FUZZ") ?? "1000");

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public void A_damaged_table_is_refused_or_read_and_nothing_else_happens(int kind, bool packed)
    {
        string path = scratch.At(kind == 1 ? "small.ckpt" : "small.ckpt.index");
        List<(long Offset, long Size)> blocks = kind == 1 ? CheckpointWriter.WriteV1(path, Tensors, packed: packed, blockSize: 200) : CheckpointWriter.WriteV2(scratch.At("small.ckpt"), Tensors, packed: packed, blockSize: 100);
        byte[] sound = File.ReadAllBytes(path);
        Assert.True(HostileWeights.Reads(sound, path));
        AddressedRandom draw = new(kind, packed ? 1 : 0);
        // Changes behind the checksums' back, as an attacker makes them, reach further than those that the checksums find.
        IEnumerable<byte[]> sealedAgain = Enumerable.Range(0, 2 * Rounds).Select(_ => Seal(HostileWeights.ChangeInPlace(sound, ref draw), blocks));
        (int refused, int all, long most) = (0, 0, 0);
        foreach (byte[] damaged in HostileWeights.Damage(sound, Rounds, seed: kind).Concat(sealedAgain))
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            bool reads = HostileWeights.Reads(damaged, path);
            most = Math.Max(most, GC.GetAllocatedBytesForCurrentThread() - before);
            (refused, all) = (refused + (reads ? 0 : 1), all + 1);
        }
        Assert.InRange(refused, all / 4, all);
        Assert.InRange(most, 0, 1 << 20);
        TestContext.Current.TestOutputHelper?.WriteLine($"V{kind}{(packed ? ", packed" : "")}: {refused} of {all} refused, at most {most} bytes allocated");
    }

    [Fact]
    public void A_packed_block_cannot_ask_for_more_memory_than_its_bytes_can_become()
    {
        byte[] bomb = [0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0, 0, 0]; // two gigabytes, it says
        using MemoryStream stream = new();
        TableWriter table = new(stream);
        table.Add([], [1]);
        table.Finish();
        byte[] content = stream.ToArray();
        (long offset, long size) = table.Blocks[0];
        bomb.CopyTo(content, offset);
        content[offset + size] = 1;
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Assert.Throws<WeightFileException>(() => WeightFile.Open(new MappedFile("bomb", Seal(content, table.Blocks)))).Message;
        Assert.Contains($"the packed block at 0 says that its {size} bytes become 2147483647", message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Keys_that_share_almost_everything_cannot_ask_for_more_memory_than_the_file_justifies()
    {
        using MemoryStream stream = new();
        TableWriter table = new(stream, interval: int.MaxValue);
        table.Add([], [0x08, 0x01]);
        byte[] key = new byte[16000];
        key.AsSpan().Fill((byte)'a');
        for (int i = 0; i < 50_000; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(key.AsSpan(^4..), 0x61000000 + i);
            table.Add([.. key], []);
        }
        table.Finish();
        Assert.Contains("its keys take more than", Assert.Throws<WeightFileException>(() => WeightFile.Open(new MappedFile("keys.index", stream.ToArray()))).Message);
    }

    /// <summary>Writes the right checksum behind every block.</summary>
    private static byte[] Seal(byte[] content, List<(long Offset, long Size)> blocks)
    {
        foreach ((long offset, long size) in blocks)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan((int)(offset + size + 1)), TableWriter.Checksum(content.AsSpan((int)offset, (int)size + 1)));
        }
        return content;
    }
}
