using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Onnx;

namespace Graft.Inference.Tests;

public sealed class ModelTrustTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-trust").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_is_fitted_travels_in_the_file_whose_one_output_stays_logits()
    {
        string file = Written();
        Graph read = OnnxReader.Read(file);
        ModelTrust trust = ModelTrust.Of(read);
        Assert.Equal(["logits"], read.Outputs);
        Assert.Equal(200, trust.Abstention!.Pictures);
        Assert.NotNull(trust.Distribution);
        Assert.InRange(trust.Temperature!.Value, 0.1, 0.9); // too shy as trained

        // Logits before are those of the file times the temperature.
        float[] picture = Colour(0.9f, 0.1f, 0.1f), logits = new float[3], before = new float[3];
        using ImageClassifier model = ImageClassifier.Open(file), raw = ImageClassifier.Of(Network());
        model.Run(picture, 1, logits);
        raw.Run(picture, 1, before);
        Assert.All(logits.Zip(before), pair => Assert.Equal(pair.Second, pair.First * trust.Temperature.Value, 1e-5));
    }

    [Fact]
    public void A_strange_picture_is_told_by_the_same_run_from_a_file_and_from_a_graph()
    {
        string file = Written();
        using Predictor fromFile = Predictor.Open(file), fromGraph = Predictor.Of(ImageClassifier.Of(OnnxReader.Read(file)));
        string red = ColouredPictures.Write(Path.Combine(folder, "red.png"), new(240, 20, 20)), violet = ColouredPictures.Write(Path.Combine(folder, "violet.png"), new(140, 0, 150));
        PhotoPredictions familiar = fromFile.Answer(red), strange = fromFile.Answer(violet);
        Assert.Equal("red", familiar.Predictions[0].Label);
        Assert.InRange(familiar.Distribution!.Value.Percentile, 0f, 0.9f);
        Assert.Equal(1, strange.Distribution!.Value.Percentile);
        Assert.True(strange.Distribution.Value.Score > familiar.Distribution.Value.Score);
        Assert.Equal(strange.Distribution.Value.Score, fromGraph.Answer(violet).Distribution!.Value.Score, 1e-4f);
        Assert.Equal(familiar.Predictions, fromFile.Predict(red));
        PhotoPredictions[] many = [.. fromFile.PredictAll([red, violet, red])];
        Assert.Equal(strange.Distribution.Value.Score, many[1].Distribution!.Value.Score, 1e-4f);
        Assert.Equal(familiar.Distribution.Value.Score, many[2].Distribution!.Value.Score, 1e-4f);
    }

    [Fact]
    public void A_policy_refuses_in_words_and_keeps_the_best_guess()
    {
        using Predictor predictor = Predictor.Open(Written());
        AnswerPolicy policy = new() { LeastProbability = 0.9f, MostUnfamiliar = OutOfDistribution.UsualLimit };
        PhotoPredictions strange = predictor.Answer(ColouredPictures.Png(new(140, 0, 150)), policy: policy, name: "violet");
        Assert.False(strange.IsAnswered);
        Assert.Equal("unlike the pictures it was trained for (stranger than 100 % of the validation pictures)", strange.Refusal);
        Assert.Equal(3, strange.Predictions.Count);
        PhotoPredictions unsure = predictor.Answer(ColouredPictures.Png(new(140, 0, 150)), policy: new() { LeastProbability = 0.999f });
        Assert.Matches(@"^not sure enough \([\d.]+ %, answers begin at 99\.9 %\)$", unsure.Refusal);
        Assert.True(predictor.Answer(ColouredPictures.Png(new(240, 20, 20)), policy: policy with { LeastProbability = 0.2f }).IsAnswered);
    }

    [Fact]
    public void Few_validation_pictures_or_none_leave_out_what_they_cannot_tell()
    {
        ClassifierOutcomes few = Outcomes(6, seed: 1);
        ModelTrust trust = ModelTrust.Of(ModelTrust.Fitted(Network(), few, few));
        Assert.NotNull(trust.Temperature);
        Assert.Null(trust.Distribution);
        Graph untouched = ModelTrust.Fitted(Network(), ClassifierOutcomes.None, few);
        Assert.Equal((null, null, null), (ModelTrust.Of(untouched).Temperature, ModelTrust.Of(untouched).Abstention, ModelTrust.Of(untouched).Distribution));
        // What an earlier training left is not true of this one.
        Graph stale = ModelTrust.Fitted(OnnxReader.Read(Written()), ClassifierOutcomes.None, ClassifierOutcomes.None);
        Assert.False(stale.Provenance.ContainsKey(ModelTrust.AbstentionKey));
    }

    [Fact]
    public void Damaged_metadata_is_named_and_nothing_else_happens()
    {
        Graph whole = OnnxReader.Read(Written());
        Random random = new(3);
        foreach (string key in new[] { ModelTrust.TemperatureKey, ModelTrust.AbstentionKey, ModelTrust.DistributionKey })
        {
            string text = whole.Provenance[key];
            for (int round = 0; round < 300; round++)
            {
                char[] characters = text.ToCharArray();
                for (int change = 0; change <= round % 4; change++)
                {
                    characters[random.Next(characters.Length)] = "0123456789,;.AZ=-+e/"[random.Next(20)];
                }
                string damaged = round % 3 == 0 ? text[..random.Next(text.Length)] : new(characters);
                try
                {
                    DistributionCheck? check = ModelTrust.Of(With(whole, key, damaged)).Distribution;
                    check?.Judge(new float[check.Width], new float[3]);
                }
                catch (InferenceException error)
                {
                    Assert.Contains(key, error.Message);
                }
            }
        }
        // Of another network's features: found out at the first picture.
        DistributionCheck other = DistributionCheck.Fit(Wide(60), Wide(40))!;
        using ImageClassifier model = ImageClassifier.Of(With(whole, ModelTrust.DistributionKey, other.ToText()));
        float[] logits = new float[3];
        model.Run(Colour(1, 0, 0), 1, logits);
        Assert.Contains("is of 8 features, but the model has others", Assert.Throws<InferenceException>(() => model.DistributionOf(0, logits)).Message);
    }

    private static Graph With(Graph graph, string key, string value) => graph with { Provenance = graph.Provenance.SetItem(key, value) };

    private static ClassifierOutcomes Wide(int count)
    {
        Random random = new(count);
        return new(new([.. Enumerable.Range(0, 3 * count).Select(_ => random.NextSingle())], [.. Enumerable.Range(0, count).Select(i => i % 3)]), [.. Enumerable.Range(0, 8 * count).Select(_ => random.NextSingle())]);
    }

    /// <summary>Mean colours, then a dense layer that doubles each.</summary>
    private static Graph Network()
    {
        Graph mean = ColouredPictures.Network("red", "green", "blue");
        return mean with
        {
            Features = mean.Output,
            Nodes = [.. mean.Nodes.SkipLast(1), mean.Nodes[^1] with { Outputs = ["features"] }, new Node("head", new Gemm(TransposeB: true), ["features", "head.weight", "head.bias"], ["logits"])],
            Weights = new WeightTable([new("head.weight", Tensor.Of([3, 3], (float[])[2, 0, 0, 0, 2, 0, 0, 0, 2])), new("head.bias", Tensor.Of([3], new float[3]))]),
            Outputs = ["logits"],
        } is var graph ? graph with { Features = "features" } : mean;
    }

    /// <summary>Pictures near pure red, green and blue.</summary>
    private static ClassifierOutcomes Outcomes(int count, int seed)
    {
        Random random = new(seed);
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % 3)];
        float[] features = [.. labels.SelectMany(label => Enumerable.Range(0, 3).Select(channel => (channel == label ? 0.9f : 0.1f) + (0.1f * (random.NextSingle() - 0.5f))))];
        return new(new([.. features.Select(value => 2 * value)], labels), features);
    }

    private static float[] Colour(params ReadOnlySpan<float> colour)
    {
        float[] planes = new float[3 * 32 * 32];
        for (int channel = 0; channel < 3; channel++)
        {
            planes.AsSpan(channel * 32 * 32, 32 * 32).Fill(colour[channel]);
        }
        return planes;
    }

    private string Written()
    {
        string file = Path.Combine(folder, "model.onnx");
        OnnxWriter.Write(ModelTrust.Fitted(Network(), Outcomes(200, seed: 1), Outcomes(90, seed: 2)), file);
        return file;
    }
}
