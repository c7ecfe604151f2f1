using Graft.Graphs;
using Graft.Models;
using Graft.Onnx;

namespace Graft.Core.Tests.Onnx;

public sealed class OnnxOutlineTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-outline").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void An_outline_beside_its_file_is_the_same_model_in_a_few_kilobytes()
    {
        string file = Path.Combine(folder, "net.onnx");
        Graph graph = Architectures.Find("resnet18").Build(classes: 7, seed: 2);
        OnnxWriter.Write(graph, file);
        OnnxOutline outline = OnnxOutline.Read(file);
        Assert.InRange(outline.Model.Length, 1, 64 << 10);
        string copy = Path.Combine(folder, "outline.onnx");
        File.WriteAllBytes(copy, outline.Model.Span);
        Assert.Equal(graph, OnnxReader.Read(copy));
    }

    [Fact]
    public void A_link_leads_to_the_folder_of_the_file_itself()
    {
        string file = Path.Combine(folder, "blob"), link = Path.Combine(folder, "links", "model.onnx");
        OnnxWriter.Write(Architectures.Find("tiny").Build(), file);
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        File.CreateSymbolicLink(link, file);
        Assert.Equal(file, OnnxOutline.Read(link).Path);
    }

    public static MatrixTheoryData<string, int> Damaged => new(["plain", "bytes", "pictures", "bytes of pictures"], [0, 1, 2]);

    [Theory]
    [MemberData(nameof(Damaged))]
    public void A_damaged_file_ends_in_a_named_error_and_never_in_another(string form, int seed)
    {
        string file = Path.Combine(folder, "net.onnx");
        byte[] sound = form switch
        {
            "bytes" => ExportSamples.Bytes(),
            "pictures" => ExportSamples.Pictures(),
            "bytes of pictures" => ExportSamples.BytesOfPictures(),
            _ => ExportSamples.Written(Architectures.Find("tiny").Build(classes: 3, side: 32), OnnxForm.Plain),
        };
        Random random = new(seed);
        for (int i = 0; i < 60; i++)
        {
            byte[] bytes = [.. sound.AsSpan(0, random.Next(8) == 0 ? random.Next(sound.Length) : sound.Length)];
            for (int flip = random.Next(1, 5); flip > 0 && bytes.Length > 0; flip--)
            {
                bytes[random.Next(Math.Min(bytes.Length, 4096))] = (byte)random.Next(256);
            }
            File.WriteAllBytes(file, bytes);
            try
            {
                Assert.InRange(OnnxOutline.Read(file).Model.Length, 0, bytes.Length + 4096);
            }
            catch (OnnxException error)
            {
                Assert.Contains("net.onnx", error.Message);
            }
        }
    }

    [Fact]
    public void A_missing_file_is_named() => Assert.Contains("none.onnx", Assert.Throws<OnnxException>(() => OnnxOutline.Read(Path.Combine(folder, "none.onnx"))).Message);
}
