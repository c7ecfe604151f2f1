using Graft.Inference;

namespace Graft.Web;

/// <summary>What the server says of a model.</summary>
/// <param name="Classes">The number of classes.</param>
/// <param name="Labels">Class names in the order of the logits; empty where the model does not know them.</param>
/// <param name="Input">How a picture is made ready.</param>
/// <param name="Temperature">What its logits were divided by, so that its probabilities can be taken at their word; absent where nothing was fitted.</param>
/// <param name="CanAbstain">Whether it knows from which probability on it is right how often, as <c>abstain</c> needs.</param>
/// <param name="KnowsStrange">Whether it tells strange pictures.</param>
/// <param name="Loaded">When this version was loaded.</param>
internal sealed record ModelAnswer(string Name, string Version, int Classes, IReadOnlyList<string> Labels, InputAnswer Input, double? Temperature, bool CanAbstain, bool KnowsStrange, DateTimeOffset Loaded)
{
    public static ModelAnswer Of(ServedModel model)
    {
        ImageClassifier classifier = model.Classifier;
        return new(model.Name, model.Version, classifier.Classes, classifier.Labels, InputAnswer.Of(classifier),
            classifier.Trust.Temperature, classifier.Trust.Abstention is not null, classifier.Trust.Distribution is not null, model.Loaded);
    }
}

/// <summary>How a picture is made ready for a model.</summary>
/// <param name="Width">Pixels that the network sees, left to right.</param>
/// <param name="Height">Pixels that the network sees, top to bottom.</param>
/// <param name="Policy">What the picture's shape becomes before the crop.</param>
/// <param name="Resize">Pixels that the policy resizes to.</param>
/// <param name="Assumed">Whether the model does not say all this, and the way of most ImageNet networks is taken.</param>
internal sealed record InputAnswer(int Width, int Height, string Policy, int Resize, string Resampling, string Channels, float Scale, IReadOnlyList<float> Mean, IReadOnlyList<float> Deviation, bool Assumed)
{
    public static InputAnswer Of(ImageClassifier model) => new(model.Preprocessing.Width, model.Preprocessing.Height, Word(model.Preprocessing.Policy), model.Preprocessing.Resize,
        Word(model.Preprocessing.Resampling), Word(model.Preprocessing.Channels), model.Preprocessing.Scale, [.. model.Preprocessing.Mean], [.. model.Preprocessing.Deviation], model.AssumesPreprocessing);

    private static string Word(Enum value) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}

/// <summary>All models, the default one first.</summary>
internal sealed record ModelsAnswer(IReadOnlyList<ModelAnswer> Models);

/// <summary>Whether the server can answer.</summary>
/// <param name="Status"><c>live</c>, <c>ready</c> or <c>stopping</c>.</param>
internal sealed record HealthAnswer(string Status);
