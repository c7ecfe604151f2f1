using System.Formats.Tar;
using System.IO.Compression;
using Graft.Core.Tests.Runs;
using Graft.Core.Tests.Weights.TensorFlow;
using Graft.Weights;

namespace Graft.Core.Tests.Weights.Packed;

public sealed class PackedWeightTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    // More by hand: GRAFT_FUZZ=20000.
    private static int Rounds => int.Parse(Environment.GetEnvironmentVariable("GRAFT_FUZZ") ?? "300");

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("one.tar.gz")]
    [InlineData("one.tgz")]
    [InlineData("one.tar")]
    public void A_checkpoint_is_read_out_of_its_archive(string name)
    {
        foreach (string[] files in new[] { ["v1-packed.ckpt"], Fixtures("v1-shards.ckpt-*"), Fixtures("v2-shards.ckpt.*") })
        {
            string archive = Pack(name, [.. files.Select(file => ($"./model/{file}", File.ReadAllBytes(CheckpointFixtures.PathOf(file)))), ("./model/README.txt", "a note"u8.ToArray()), ("./checkpoint", "model_checkpoint_path: \"x\""u8.ToArray())]);
            using WeightFile file = WeightFile.Open(archive);
            Assert.Equal(archive, file.Path);
            Assert.StartsWith("TensorFlow checkpoint", file.Format);
            Assert.StartsWith("model/v", file.Metadata["member"]);
            CheckpointFixtures.AssertAsWritten(file.Tensors);
        }
    }

    [Theory]
    [InlineData("types-zip.pth", "PyTorch")]
    [InlineData("types.safetensors", "safetensors")]
    public void So_are_other_formats_packed_alone_or_in_a_tar(string name, string format)
    {
        byte[] content = File.ReadAllBytes(WeightFixtures.PathOf(name));
        string alone = scratch.At(name + ".gz");
        using (GZipStream packed = new(File.Create(alone), CompressionLevel.Fastest))
        {
            packed.Write(content);
        }
        foreach (string path in new[] { alone, Pack("one.tar.gz", (name, content)) })
        {
            using WeightFile file = WeightFile.Open(path);
            Assert.Equal((format, name), (file.Format, file.Metadata["member"]));
            WeightFixtures.AssertAsPyTorchReads(name, file.Tensors);
        }
    }

    [Fact]
    public void Of_several_one_is_named_behind_a_hash()
    {
        string archive = Pack("several.tar.gz", [.. Fixtures("v1-plain.ckpt").Concat(Fixtures("v2-plain.ckpt.*")).Select(file => (file, File.ReadAllBytes(CheckpointFixtures.PathOf(file))))]);
        Assert.Contains($"{archive} holds 2 weight files: v1-plain.ckpt, v2-plain.ckpt. Say which: {archive}#v1-plain.ckpt", WeightFixtures.Refusal(archive));
        Assert.Contains($"{archive} holds no weight file 'v3', but v1-plain.ckpt, v2-plain.ckpt.", WeightFixtures.Refusal(archive + "#v3"));
        foreach ((string member, string format) in new[] { ("v1-plain.ckpt", "TensorFlow checkpoint V1"), ("v2-plain.ckpt", "TensorFlow checkpoint V2"), ("v2-plain.ckpt.index", "TensorFlow checkpoint V2") })
        {
            using WeightFile file = WeightFile.Open($"{archive}#{member}");
            Assert.Equal(format, file.Format);
            CheckpointFixtures.AssertAsWritten(file.Tensors);
        }
    }

    [Fact]
    public void An_archive_without_weights_and_a_member_of_no_archive_are_named()
    {
        string archive = Pack("notes.tar", ("a.txt", "a note"u8.ToArray()), ("b.txt", "another"u8.ToArray()));
        Assert.Contains($"{archive} holds no weight file that Graft reads: a.txt, b.txt.", WeightFixtures.Refusal(archive));
        string plain = CheckpointFixtures.PathOf("v1-plain.ckpt");
        Assert.Contains($"{plain} is no archive; leave '#x' out", WeightFixtures.Refusal(plain + "#x"));
    }

    [Fact]
    public void What_is_wrong_with_a_member_is_told_under_its_name_in_the_archive()
    {
        string archive = Pack("half.tar", ("model.ckpt.index", File.ReadAllBytes(CheckpointFixtures.PathOf("v2-plain.ckpt.index"))));
        string message = WeightFixtures.Refusal(archive);
        Assert.StartsWith($"{archive}#model.ckpt.index is the index of a TensorFlow checkpoint", message);
        Assert.Contains("model.ckpt.data-00000-of-00001 is not there", message);
    }

    [Theory]
    [InlineData("../../outside.ckpt", "a member's name leads out of its folder")]
    [InlineData("/outside.ckpt", "a member's name is a path from the root")]
    public void A_member_that_would_lie_elsewhere_is_refused(string name, string expected)
    {
        string archive = Pack("evil.tar", (name, File.ReadAllBytes(CheckpointFixtures.PathOf("v1-plain.ckpt"))));
        Assert.Contains(expected, WeightFixtures.Refusal(archive));
    }

    [Fact]
    public void What_grows_beyond_measure_is_refused_and_leaves_nothing()
    {
        string archive = scratch.At("bomb.gz");
        using (GZipStream packed = new(File.Create(archive), CompressionLevel.Optimal))
        {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 200; i++)
            {
                packed.Write(zeros);
            }
        }
        Assert.Contains("bytes come out of its", WeightFixtures.Refusal(archive));
    }

    [Fact]
    public void An_archive_that_is_cut_off_or_no_archive_after_all_is_named()
    {
        string archive = Pack("cut.tar.gz", ("v1.ckpt", File.ReadAllBytes(CheckpointFixtures.PathOf("v1-plain.ckpt"))));
        File.WriteAllBytes(scratch.At("cut"), File.ReadAllBytes(archive)[..3000]);
        Assert.Contains("cut", WeightFixtures.Refusal(scratch.At("cut")));
        File.WriteAllBytes(scratch.At("broken"), [0x1F, 0x8B, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
        Assert.Contains(scratch.At("broken"), WeightFixtures.Refusal(scratch.At("broken")));
    }

    [Fact]
    public void Damage_of_an_archive_never_leads_to_anything_but_a_named_error()
    {
        byte[] sound = File.ReadAllBytes(Pack("small.tar.gz", ("types.safetensors", File.ReadAllBytes(WeightFixtures.PathOf("types.safetensors")))));
        byte[] plain = File.ReadAllBytes(Pack("small.tar", ("types.safetensors", File.ReadAllBytes(WeightFixtures.PathOf("types.safetensors")))));
        Assert.True(HostileWeights.Reads(sound) && HostileWeights.Reads(plain));
        Assert.All(HostileWeights.Damage(sound, random: Rounds, seed: 1).Concat(HostileWeights.Damage(plain, random: Rounds, seed: 2).Where((_, i) => i % 20 == 0)), damaged => HostileWeights.Reads(damaged));
    }

    [Fact]
    public void A_file_that_has_a_binary_number_where_a_tar_has_its_checksum_is_no_tar()
    {
        byte[] content = new byte[1024];
        (content[0], content[148]) = (1, 0x80);
        File.WriteAllBytes(scratch.At("noise"), content);
        Assert.Contains("which are no format Graft knows", WeightFixtures.Refusal(scratch.At("noise")));
    }

    private static string[] Fixtures(string pattern) => [.. Directory.EnumerateFiles(CheckpointFixtures.PathOf(""), pattern).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private string Pack(string name, params (string Name, byte[] Content)[] members)
    {
        using Stream file = File.Create(scratch.At(name)), packed = name.EndsWith('z') ? new GZipStream(file, CompressionLevel.Fastest) : Stream.Null;
        using TarWriter tar = new(name.EndsWith('z') ? packed : file, TarEntryFormat.Pax);
        tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "./"));
        foreach ((string member, byte[] content) in members)
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, member) { DataStream = new MemoryStream(content) });
        }
        tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "latest") { LinkName = "/etc/passwd" });
        return scratch.At(name);
    }
}
