using Graft.Graphs;
using Graft.Onnx;
using Graft.Tests;

namespace Graft.Inference.Tests;

public class OnnxSessionTests
{
    public static TheoryData<Type> Operations => [.. OperationSamples.Operations];

    [Theory]
    [InlineData("squeezenet1_1-imagenet.onnx")]
    [InlineData("mobilenet_v2-imagenet-backbone.onnx")]
    public void A_file_read_and_written_computes_what_the_original_computes(string name)
    {
        string path = Path.Combine(TestData.Require("weights"), name);
        Graph graph = OnnxReader.Read(path);
        using OnnxSession original = new(path), ours = new(graph);
        float[] input = Input(2 * 3 * 224 * 224);
        float[] expected = original.Run(input, 2, 224, 224).ToArray();
        ReadOnlySpan<float> output = ours.Run(input, 2, 224, 224);
        Assert.Equal(graph.InferShapes()[graph.Output].Shape.With(0, 2).Elements, output.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], output[i], 1e-6f * Math.Max(1, Math.Abs(expected[i])));
        }
    }

    /// <summary>The file's weights lie where they happen to, at no multiple of four bytes.</summary>
    [Fact]
    public void A_model_run_where_it_lies_computes_what_a_prepared_one_computes()
    {
        string folder = Directory.CreateTempSubdirectory("graft-session").FullName;
        try
        {
            string path = Path.Combine(folder, "net.onnx");
            OnnxWriter.Write(Graft.Models.Architectures.Find("resnet18").Build(classes: 10, seed: 4, side: 64), path);
            using OnnxSession prepared = new(path), mapped = new(path, new() { Prepares = false });
            float[] input = Input(3 * 64 * 64);
            float[] expected = prepared.Run(input, 1, 64, 64).ToArray(), output = mapped.Run(input, 1, 64, 64).ToArray();
            Assert.All(expected.Zip(output), pair => Assert.Equal(pair.First, pair.Second, 1e-4f * Math.Max(1, expected.Max(Math.Abs))));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void Runs_each_operation_in_the_shape_foretold(Type operation)
    {
        for (int seed = 0; seed < 6; seed++)
        {
            Graph graph = OperationSamples.Build(operation, seed);
            using OnnxSession session = new(graph, new() { Threads = 1 });
            Shape shape = graph.InferShapes([graph.Input with { Type = TensorType.Float(2, 6, 12, 12) }])[graph.Output].Shape;
            int length = session.Run(Input(2 * 6 * 12 * 12), 2, 12, 12).Length;
            Assert.True(shape.Elements == length, $"{graph.Nodes[^1].Op}: foretold {shape}, got {length} values");
        }
    }

    [Fact]
    public void Runs_several_batch_sizes_one_after_another()
    {
        Graph graph = OperationSamples.Network(1);
        using OnnxSession session = new(graph);
        float[] input = Input(3 * 4 * 8 * 8);
        float[] three = session.Run(input, 3, 8, 8).ToArray();
        float[] one = session.Run(input.AsMemory(0, 4 * 8 * 8), 1, 8, 8).ToArray();
        float[] again = session.Run(input.AsMemory(4 * 8 * 8, 4 * 8 * 8), 1, 8, 8).ToArray();
        Assert.Equal(three[..3], one, Close);
        Assert.Equal(three[3..6], again, Close);
        Assert.Equal("image", session.Input.Name);
        Assert.Equal(["logits"], session.Outputs.Select(output => output.Name));
    }

    [Fact]
    public void A_large_graph_goes_through_a_file_and_computes_the_same()
    {
        Graph graph = OperationSamples.Build(typeof(Graft.Graphs.Ops.Sub), 1);
        using OnnxSession inMemory = new(graph), inFile = new(graph, null, mostInMemory: 0);
        float[] input = Input(6 * 12 * 12);
        Assert.Equal(inMemory.Run(input, 1, 12, 12).ToArray(), inFile.Run(input, 1, 12, 12).ToArray());
    }

    [Fact]
    public void A_second_run_of_the_same_shape_allocates_nothing_that_grows_with_the_batch()
    {
        using OnnxSession session = new(OperationSamples.Build(typeof(Graft.Graphs.Ops.Relu), 0));
        float[] input = Input(64 * 6 * 12 * 12);
        _ = session.Run(input, 64, 12, 12);
        long before = GC.GetAllocatedBytesForCurrentThread();
        _ = session.Run(input, 64, 12, 12);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8192);
    }

    [Fact]
    public void A_picture_of_another_size_is_named()
    {
        using OnnxSession session = new(OperationSamples.Network(1));
        string message = Assert.Throws<InferenceException>(() => session.Run(Input(4 * 9 * 9), 1, 9, 9)).Message;
        Assert.Equal("network 1: the input 'image' takes (N, 4, 8, 8), but (1, 4, 9, 9) was given. Resize the pictures to the model's size, or export the model for other sizes.", message);
    }

    [Fact]
    public void A_number_of_values_that_does_not_fit_is_named()
    {
        using OnnxSession session = new(OperationSamples.Network(1));
        Assert.Equal("network 1: (1, 4, 8, 8) takes 256 values, but 255 were given.", Assert.Throws<InferenceException>(() => session.Run(Input(255), 1, 8, 8)).Message);
    }

    [Fact]
    public void A_file_that_is_no_model_is_named()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "no model");
            string message = Assert.Throws<InferenceException>(() => new OnnxSession(path)).Message;
            Assert.StartsWith($"{path}: ONNX Runtime cannot load the model: ", message);
            Assert.EndsWith("Check that the file is a whole ONNX model, and export it again with opset 21 or older.", message);
            File.Delete(path);
            Assert.Equal($"{path}: there is no such file.", Assert.Throws<InferenceException>(() => new OnnxSession(path)).Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static bool Close(float a, float b) => Math.Abs(a - b) < 1e-5f;

    private static float[] Input(int count) => [.. Enumerable.Range(0, count).Select(i => (float)Math.Sin(i * 0.37))];
}
