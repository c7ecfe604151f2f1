using Graft.Core.Tests.Runs;
using Graft.Graphs;
using Graft.Weights;

namespace Graft.Core.Tests.Weights.TensorFlow;

public sealed class CheckpointPathTests : IDisposable
{
    private static readonly WrittenTensor[] Tensors = [new("w", ElementType.Float32, [4], new byte[16], [(0, 2)], [(2, 2)])];

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void A_folder_means_the_latest_checkpoint_of_its_training_wherever_that_was()
    {
        CheckpointWriter.WriteV2(scratch.At("model.ckpt-100"), Tensors);
        CheckpointWriter.WriteV1(scratch.At("model.ckpt-300"), Tensors);
        File.WriteAllText(scratch.At("checkpoint"), "model_checkpoint_path: \"/home/somebody/train/model.ckpt-300\"\nall_model_checkpoint_paths: \"/home/somebody/train/model.ckpt-100\"\n");
        Assert.Equal(scratch.At("model.ckpt-300"), Opened(scratch.Path));
        Assert.Equal(scratch.At("model.ckpt-300"), Opened(scratch.At("checkpoint")));
        File.WriteAllText(scratch.At("checkpoint"), "model_checkpoint_path: \"model.ckpt-100\"\n");
        Assert.Equal(scratch.At("model.ckpt-100.index"), Opened(scratch.Path));
    }

    [Fact]
    public void A_folder_with_one_index_or_a_saved_model_means_that()
    {
        CheckpointWriter.WriteV2(scratch.At("only"), Tensors, shards: 2);
        Assert.Equal(scratch.At("only.index"), Opened(scratch.Path));
        string model = scratch.At("model");
        Directory.CreateDirectory(Path.Combine(model, "variables"));
        CheckpointWriter.WriteV2(Path.Combine(model, "variables", "variables"), Tensors);
        Assert.Equal(Path.Combine(model, "variables", "variables.index"), Opened(model).Replace('/', Path.DirectorySeparatorChar));
    }

    [Fact]
    public void Several_checkpoints_of_a_folder_are_listed()
    {
        CheckpointWriter.WriteV2(scratch.At("a"), Tensors);
        CheckpointWriter.WriteV2(scratch.At("b"), Tensors);
        CheckpointWriter.WriteV1(scratch.At("c"), Tensors);
        CheckpointWriter.WriteV1(scratch.At("d"), Tensors, shards: 2);
        Assert.Contains($"{scratch.Path} holds 4 TensorFlow checkpoints (a, b, c, d-00000-of-00002) and no file 'checkpoint' that says which is the latest. Name one of them: {scratch.At("d-00000-of-00002")}", WeightFixtures.Refusal(scratch.Path));
    }

    [Fact]
    public void The_graph_beside_a_checkpoint_leads_to_it()
    {
        File.WriteAllBytes(scratch.At("model.ckpt.meta"), [0x0A, 0xC1, 0x2A, 0x12, 0xBE]);
        Assert.Contains($"is the graph of a TensorFlow checkpoint; the weights lie beside it. Name {scratch.At("model.ckpt")}", WeightFixtures.Refusal(scratch.At("model.ckpt.meta")));
    }

    [Fact]
    public void Files_that_are_missing_are_named()
    {
        CheckpointWriter.WriteV1(scratch.At("one"), Tensors, shards: 2);
        CheckpointWriter.WriteV2(scratch.At("two"), Tensors, shards: 2);
        Assert.Equal(scratch.At("one-00000-of-00002"), Opened(scratch.At("one")));
        File.Delete(scratch.At("one-00001-of-00002"));
        Assert.Contains("one-00000-of-00002 is one of 2 files of a TensorFlow checkpoint, but one-00001-of-00002 is not there", WeightFixtures.Refusal(scratch.At("one")));
        File.Delete(scratch.At("two.data-00001-of-00002"));
        Assert.Contains("two.index is the index of a TensorFlow checkpoint whose numbers lie beside it, but two.data-00001-of-00002 is not there", WeightFixtures.Refusal(scratch.At("two")));
        File.Delete(scratch.At("two.index"));
        Assert.Contains("two.data-00000-of-00002 holds numbers of a TensorFlow checkpoint, but two.index, which says what they are, is not there", WeightFixtures.Refusal(scratch.At("two")));
        Assert.Contains("two.index, which says what they are, is not there", WeightFixtures.Refusal(scratch.At("two.data-00000-of-00002")));
        File.WriteAllText(scratch.At("checkpoint"), "model_checkpoint_path: \"../three\"\n");
        Assert.Contains("names '../three' as the latest checkpoint, but no such checkpoint lies beside it", WeightFixtures.Refusal(scratch.Path));
        Assert.Null(WeightFile.Find(scratch.At("four")));
    }

    [Fact]
    public void A_part_that_is_missing_or_twice_there_is_named()
    {
        CheckpointWriter.WriteV1(scratch.At("half"), [Tensors[0] with { Parts = [[(0, 2)]] }]);
        Assert.Contains("'w' is incomplete: its parts hold 2 of the 4 values of (4)", WeightFixtures.Refusal(scratch.At("half")));
        CheckpointWriter.WriteV2(scratch.At("twice"), [Tensors[0] with { Parts = [[(0, 3)], [(2, 1)]] }]);
        Assert.Contains("'w' has parts that overlap: (3) from (0) and (1) from (2)", WeightFixtures.Refusal(scratch.At("twice")));
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    public void Numbers_that_were_changed_are_found_by_their_checksum_when_they_are_read(string kind)
    {
        WrittenTensor[] tensors = [new("sound", ElementType.Float32, [2], new byte[8]), new("w", ElementType.Float32, [100_000], [.. Enumerable.Range(0, 400_000).Select(i => (byte)7)])];
        CheckpointWriter.WriteV1(scratch.At("v1"), tensors, blockSize: 1);
        CheckpointWriter.WriteV2(scratch.At("v2"), tensors);
        string path = scratch.At(kind == "v1" ? "v1" : "v2.data-00000-of-00001");
        byte[] content = File.ReadAllBytes(path);
        content[200_000] ^= 1;
        File.WriteAllBytes(path, content);
        using WeightFile file = WeightFile.Open(scratch.At(kind));
        Assert.Equal([0, 0], file.Tensors["sound"].ToFloats());
        Assert.Contains("they were changed since they were written", Assert.Throws<WeightFileException>(file.Tensors["w"].ToFloats).Message);
    }

    [Fact]
    public void Files_that_are_cut_off_are_named()
    {
        CheckpointWriter.WriteV1(scratch.At("v1"), [new("w", ElementType.Float32, [100_000], new byte[400_000])]);
        CheckpointWriter.WriteV2(scratch.At("v2"), [new("w", ElementType.Float32, [100_000], new byte[400_000])]);
        foreach (string name in new[] { "v1", "v2.data-00000-of-00001" })
        {
            using FileStream file = File.OpenWrite(scratch.At(name));
            file.SetLength(300_000);
        }
        Assert.Contains("begins like a TensorFlow checkpoint, but its end is missing", WeightFixtures.Refusal(scratch.At("v1")));
        Assert.Contains("'w' should have 400000 bytes at 0, but the file ends at 300000: it is cut off", WeightFixtures.Refusal(scratch.At("v2")));
    }

    private static string Opened(string path)
    {
        using WeightFile file = WeightFile.Open(path);
        Assert.Equal([0, 0, 0, 0], file.Tensors["w"].ToFloats());
        return file.Path;
    }
}
