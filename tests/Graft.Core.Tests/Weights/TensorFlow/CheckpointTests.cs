using System.Text.Json;
using Graft.Graphs;
using Graft.Tests;
using Graft.Weights;

namespace Graft.Core.Tests.Weights.TensorFlow;

public class CheckpointTests
{
    [Theory]
    [InlineData("v1-plain.ckpt", "TensorFlow checkpoint V1")]
    [InlineData("v1-packed.ckpt", "TensorFlow checkpoint V1")]
    [InlineData("v1-shards.ckpt", "TensorFlow checkpoint V1")]
    [InlineData("v1-shards.ckpt-00001-of-00003", "TensorFlow checkpoint V1")]
    [InlineData("v2-plain.ckpt", "TensorFlow checkpoint V2")]
    [InlineData("v2-plain.ckpt.index", "TensorFlow checkpoint V2")]
    [InlineData("v2-plain.ckpt.data-00000-of-00001", "TensorFlow checkpoint V2")]
    [InlineData("v2-shards.ckpt", "TensorFlow checkpoint V2")]
    [InlineData("v2-shards.ckpt.data-00002-of-00003", "TensorFlow checkpoint V2")]
    public void Every_type_joined_parts_and_any_of_the_names_read_as_another_program_wrote_them(string name, string format)
    {
        using WeightFile file = WeightFile.Open(CheckpointFixtures.PathOf(name));
        Assert.Equal(format, file.Format);
        CheckpointFixtures.AssertAsWritten(file.Tensors);
    }

    [Theory]
    [InlineData("v1-plain.ckpt", "a_text")]
    [InlineData("v2-plain.ckpt", "_CHECKPOINTABLE_OBJECT_GRAPH")]
    public void What_is_no_number_is_named_and_left_out(string name, string text)
    {
        using WeightFile file = WeightFile.Open(CheckpointFixtures.PathOf(name));
        Assert.Equal("string, not read", file.Metadata[text]);
    }

    [Fact]
    public void The_number_of_files_is_told()
    {
        using WeightFile v1 = WeightFile.Open(CheckpointFixtures.PathOf("v1-shards.ckpt")), v2 = WeightFile.Open(CheckpointFixtures.PathOf("v2-shards.ckpt")), one = WeightFile.Open(CheckpointFixtures.PathOf("v2-plain.ckpt"));
        Assert.Equal(("3", "3", false), (v1.Metadata["files"], v2.Metadata["files"], one.Metadata.ContainsKey("files")));
    }

    [Fact]
    public void Tensors_of_a_closed_checkpoint_say_so()
    {
        WeightFile file = WeightFile.Open(CheckpointFixtures.PathOf("v2-plain.ckpt"));
        Tensor tensor = file.Tensors["conv/weights"];
        file.Dispose();
        Assert.Contains("was closed while weights are still read from it", Assert.Throws<ObjectDisposedException>(tensor.ToFloats).Message);
    }

    [Fact]
    public void All_genuine_checkpoints_hold_what_another_program_reads_from_them()
    {
        string folder = TestData.Require("tf-checkpoints");
        foreach (JsonProperty checkpoint in CheckpointFixtures.Json("real.json").EnumerateObject())
        {
            using WeightFile file = WeightFile.Open(Path.Combine(folder, checkpoint.Name));
            JsonElement[] expected = [.. checkpoint.Value.GetProperty("tensors").EnumerateArray()];
            Assert.Equal(expected.Select(tensor => tensor.GetProperty("name").GetString()), file.Tensors.Names);
            foreach ((JsonElement tensor, TensorSummary summary) in expected.Zip(file.Tensors.Summaries()))
            {
                float[] values = file.Tensors[summary.Name].ToFloats();
                Assert.Equal(tensor.GetProperty("type").GetString(), summary.Type.ToString().ToLowerInvariant());
                Assert.Equal(tensor.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), summary.Shape);
                Assert.Equal((tensor.GetProperty("min").GetDouble(), tensor.GetProperty("max").GetDouble()), (summary.Min!.Value, summary.Max!.Value));
                Assert.Equal(tensor.GetProperty("sum").GetDouble(), values.Sum(value => (double)value), 1e-9 * values.Length);
                Assert.Equal((tensor.GetProperty("first").GetSingle(), tensor.GetProperty("last").GetSingle()), (values[0], values[^1]));
            }
        }
    }

    [Fact]
    public void Every_genuine_file_belongs_to_one_of_them()
    {
        string folder = TestData.Require("tf-checkpoints");
        string[] opened = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(path => !path.EndsWith(".meta", StringComparison.Ordinal))];
        Assert.All(opened, path =>
        {
            using WeightFile file = WeightFile.Open(path);
            Assert.NotEmpty(file.Tensors);
        });
        Assert.Equal(8 + 1, opened.Length);
    }
}
