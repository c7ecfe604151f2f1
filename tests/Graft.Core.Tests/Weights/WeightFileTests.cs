using Graft.Core.Tests.Runs;
using Graft.Graphs;
using Graft.Tests;
using Graft.Weights;

namespace Graft.Core.Tests.Weights;

public class WeightFileTests
{
    public static TheoryData<string> Readable => [.. WeightFixtures.Readable];

    [Theory, MemberData(nameof(Readable))]
    public void Every_file_reads_as_PyTorch_reads_it(string name)
    {
        using WeightFile file = WeightFile.Open(WeightFixtures.PathOf(name));
        WeightFixtures.AssertAsPyTorchReads(name, file.Tensors);
    }

    [Theory]
    [InlineData("types-zip.pth", "PyTorch")]
    [InlineData("types-legacy.pth", "PyTorch before 1.6")]
    [InlineData("types.safetensors", "safetensors")]
    public void Content_and_not_the_extension_decides_the_format(string name, string format)
    {
        using ScratchFolder scratch = new();
        File.Copy(WeightFixtures.PathOf(name), scratch.At("weights.onnx"));
        using WeightFile file = WeightFile.Open(scratch.At("weights.onnx"));
        Assert.Equal(format, file.Format);
        WeightFixtures.AssertAsPyTorchReads(name, file.Tensors);
    }

    [Theory]
    [InlineData("checkpoint-zip.pth")]
    [InlineData("checkpoint-legacy.pth")]
    public void A_checkpoint_says_which_entry_was_taken_and_what_else_it_holds(string name)
    {
        using WeightFile file = WeightFile.Open(WeightFixtures.PathOf(name));
        Assert.Equal("state_dict", file.Metadata["state dict"]);
        Assert.Equal(("7", "0.75", "small", "None"), (file.Metadata["epoch"], file.Metadata["best"], file.Metadata["arch"], file.Metadata["none"]));
        Assert.Equal(("a list of 2", "a dictionary of 2 entries"), (file.Metadata["classes"], file.Metadata["optimizer"]));
    }

    [Theory]
    [InlineData("hostile-system.pth", "it asks to run 'posix.system': refused")]
    [InlineData("hostile-system-legacy.pth", "it asks to run 'posix.system': refused")]
    [InlineData("whole-module.pth", "it asks to run 'torch.nn.modules.linear.Linear': refused")]
    [InlineData("quantised.pth", "torch._utils._rebuild_qtensor")]
    [InlineData("complex.pth", "its numbers are of the type 'torch.ComplexFloatStorage', which is not supported")]
    [InlineData("lone-tensor.pth", "it holds a tensor of shape (2) instead of a state dict; save it with torch.save(model.state_dict(), path)")]
    [InlineData("torchscript.pt", "is a TorchScript program, not a state dict")]
    public void What_is_more_than_data_is_refused_by_name(string name, string expected)
    {
        string message = WeightFixtures.Refusal(WeightFixtures.PathOf(name));
        Assert.StartsWith(WeightFixtures.PathOf(name), message);
        Assert.Contains(expected, message);
        Assert.False(File.Exists("ran.txt"));
    }

    public static TheoryData<string, byte[], string> Foreign => new()
    {
        { "empty", [], "is empty" },
        { "pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"u8.ToArray(), "is a Git LFS pointer" },
        { "page", "<!DOCTYPE html>\n<html>"u8.ToArray(), "is a web page, not weights" },
        { "error", "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code>"u8.ToArray(), "is an XML text, often a server's error message" },
        { "text", "Not found: größer\nbye"u8.ToArray(), "is a text that begins with 'Not found: größer'" },
        { "tar", [.. new byte[257], .. "ustar"u8, 0, 0], "is a damaged tar archive" },
        { "npy", [0x93, .. "NUMPY"u8, 1, 0], "is a NumPy array" },
        { "pickle", [0x80, 4, (byte)'N', (byte)'.'], "is a Python pickle that PyTorch did not write" },
        { "zip", [.. "PK\x05\x06"u8, .. new byte[18]], "begins with the bytes 504B0506" },
        { "noise", [1, 2, 3, 4, 5, 6, 7, 8, 9], "begins with the bytes 0102030405060708, which are no format Graft knows. Graft reads" },
    };

    [Theory, MemberData(nameof(Foreign))]
    public void Anything_else_is_named(string name, byte[] content, string expected)
    {
        using ScratchFolder scratch = new();
        File.WriteAllBytes(scratch.At(name), content);
        Assert.Contains($"{scratch.At(name)} {expected}", WeightFixtures.Refusal(scratch.At(name)));
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_named()
    {
        using ScratchFolder scratch = new();
        Assert.Contains("cannot be read", WeightFixtures.Refusal(scratch.At("missing.pth")));
        Assert.Contains("is a folder; name a file", WeightFixtures.Refusal(scratch.Path));
    }

    [Fact]
    public void Tensors_of_a_closed_file_say_so()
    {
        WeightFile file = WeightFile.Open(WeightFixtures.PathOf("types-zip.pth"));
        Tensor tensor = file.Tensors["float32"];
        file.Dispose();
        Assert.Contains("was closed while weights are still read from it", Assert.Throws<ObjectDisposedException>(tensor.ToFloats).Message);
    }

    [Fact]
    public void Real_files_of_three_formats_hold_the_same_numbers()
    {
        string stem = Path.Combine(TestData.Require("weights"), "mobilenet_v2-imagenet-backbone");
        using WeightFile torch = WeightFile.Open(stem + ".pth");
        using WeightFile safe = WeightFile.Open(stem + ".safetensors");
        using WeightFile onnx = WeightFile.Open(stem + ".onnx");
        Assert.Equal(("PyTorch", "safetensors", "ONNX"), (torch.Format, safe.Format, onnx.Format));
        Assert.Equal(312, torch.Tensors.Count);
        Assert.True(torch.Tensors.Equals(safe.Tensors));
        Assert.Equal(260, onnx.Tensors.Count);
        Assert.All(onnx.Tensors, pair => Assert.True(pair.Value.Bytes.Span.SequenceEqual(torch.Tensors[pair.Key].Bytes.Span)));
    }

    [Fact]
    public void A_real_legacy_file_holds_the_numbers_of_its_ONNX_model()
    {
        string folder = TestData.Require("weights");
        using WeightFile torch = WeightFile.Open(Path.Combine(folder, "squeezenet1_1-imagenet-legacy.pth"));
        using WeightFile onnx = WeightFile.Open(Path.Combine(folder, "squeezenet1_1-imagenet.onnx"));
        Assert.Equal("PyTorch before 1.6", torch.Format);
        // The ONNX model has names of its own, so the tensors are found by their numbers.
        Tensor[] weights = [.. onnx.Tensors.Where(pair => pair.Value.Type == ElementType.Float32).Select(pair => pair.Value)];
        Assert.Equal(52, torch.Tensors.Count);
        Assert.All(torch.Tensors, pair => Assert.Contains(weights, weight => weight.Shape == pair.Value.Shape && weight.Bytes.Span.SequenceEqual(pair.Value.Bytes.Span)));
    }
}
