using Graft.Graphs;
using Graft.Inference;
using Graft.Models;
using Graft.Onnx;
using Graft.Quantization;
using Graft.Recipes;
using Graft.Weights;

namespace Graft.Training.Tests;

public sealed class TransferNetworkTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_new_head_forgets_how_reliable_the_old_one_was()
    {
        Graph tiny = Tiny.Standard.Build(3, seed: 1) with { Labels = ["a", "b", "c"] };
        Graph trained = tiny with { Provenance = tiny.Provenance.SetItem(ModelTrust.TemperatureKey, "0.5").SetItem(ModelTrust.DistributionKey, "of three classes") };
        Assert.Throws<InferenceException>(() => ModelTrust.Of(trained));
        string file = Path.Combine(folder, "trained.onnx");
        OnnxWriter.Write(trained, file);

        Graph grafted = TransferNetwork.Prepare(new ModelOptions { Name = file }, ["x", "y"], seed: 1).Graph;

        Assert.Equal(new ModelTrust(null, null, null), ModelTrust.Of(grafted));
        using ImageClassifier opens = ImageClassifier.Of(grafted);
        Assert.Equal(2, opens.Classes);
    }

    /// <summary>A network as <c>graft export</c> writes it, in every form, with all that its file has around it.</summary>
    [Theory]
    [InlineData(false, false, PictureInput.AnySize)]
    [InlineData(true, false, PictureInput.Prepared)]
    [InlineData(true, false, PictureInput.Cropped)]
    [InlineData(false, true, PictureInput.Prepared)]
    [InlineData(false, true, PictureInput.AnySize)]
    public void An_exported_file_is_a_network_to_go_on_from(bool half, bool bytes, PictureInput pictures)
    {
        Graph tiny = Tiny.Standard.Build(3, seed: 1, side: 32);
        tiny = (bytes ? tiny.FoldBatchNorms() : tiny) with { Labels = ["a", "b", "c"] };
        string file = Path.Combine(folder, "exported.onnx");
        OnnxWriter.Write(tiny, file, new OnnxForm { HalfWeights = half, Quantization = bytes ? Table(tiny) : null, Pictures = pictures });

        TransferNetwork grafted = TransferNetwork.Prepare(new ModelOptions { Name = file }, ["x", "y"], seed: 1);

        Assert.Equal(["x", "y"], grafted.Graph.Labels);
        Assert.Equal(tiny.Nodes.Select(node => node.Op), grafted.Graph.Nodes.Select(node => node.Op));
        Assert.Equal(tiny.Preprocessing, grafted.Graph.Preprocessing);
        Assert.Equal(new(ElementType.Float32, [Shape.Dynamic, 3, 32, 32]), grafted.Graph.Input.Type);
        string[] backbone = [.. tiny.Weights.Names.Where(name => !name.StartsWith("head", StringComparison.Ordinal)).Order()];
        Assert.Equal(backbone, grafted.Graph.Weights.Names.Where(name => !name.StartsWith("head", StringComparison.Ordinal)).Order());
        Assert.All(backbone, name =>
        {
            float[] before = tiny.Weights[name].ToFloats(), after = grafted.Graph.Weights[name].ToFloats();
            float largest = before.Max(MathF.Abs);
            // Half a step of what the numbers were stored in: 127 to the largest of a channel, or 11 binary digits.
            Assert.All(before.Zip(after), pair => Assert.Equal(pair.First, pair.Second, bytes ? largest / 254 * 1.01f : half ? largest / 2048 : 0));
        });
        Assert.Equal(bytes ? ["exported.onnx computes in 8 bits: training starts from the numbers that its rounded weights stand for, and makes a model that computes in 32 bits. The model it was exported from is the better start, where there is one"] : [], grafted.Notes);
    }

    [Fact]
    public void Weights_in_8_bits_are_refused_where_the_network_is_another_by_name()
    {
        Graph tiny = Tiny.Standard.Build(3, seed: 1).FoldBatchNorms();
        string file = Path.Combine(folder, "bytes.onnx");
        OnnxWriter.Write(tiny, file, new OnnxForm { Quantization = Table(tiny), Pictures = PictureInput.AnySize });
        Assert.Equal($"{file} was exported with --int8: batch norms are worked into its weights and those rounded to 8 bits, so the layers of tiny are not in it as they are trained. "
            + "Give the model that it was made from, or take the file as a network of its own, with --model.",
            Assert.Throws<WeightFileException>(() => TransferNetwork.Prepare(new ModelOptions { Name = "tiny", Weights = file }, ["x", "y"], seed: 1)).Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Weights_are_taken_from_a_file_that_takes_pictures(bool half)
    {
        Graph tiny = Tiny.Standard.Build(3, seed: 1);
        string file = Path.Combine(folder, "whole.onnx");
        OnnxWriter.Write(tiny, file, new OnnxForm { HalfWeights = half, Pictures = PictureInput.AnySize });
        TransferNetwork grafted = TransferNetwork.Prepare(new ModelOptions { Name = "tiny", Weights = file }, ["x", "y"], seed: 2);
        Assert.Equal(tiny.Weights.Count - 2, grafted.Report!.Loaded.Count); // all but the head's weight and bias
        Assert.Equal(["head.bias", "head.weight"], grafted.Report.Unused.Select(tensor => tensor.Source).Order());
    }

    /// <summary>Ranges that nobody measured: what the tests look at is stored whatever they are.</summary>
    private static QuantizationTable Table(Graph graph)
    {
        ByteValues values = ByteValues.Of(graph);
        return values.Table(values.Measured.ToDictionary(value => value, _ => ByteScale.Of(-3, 3)));
    }
}
