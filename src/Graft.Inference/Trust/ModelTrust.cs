using System.Globalization;
using Graft.Graphs;

namespace Graft.Inference;

/// <summary>What a model knows of its own reliability; it lies in the metadata of the model file.</summary>
/// <param name="Temperature">What the logits were divided by, already done in the model's weights; null where nothing was fitted. Logits before are the model's times this.</param>
/// <param name="Abstention">From which probability on it was right how often; null where there were no validation pictures.</param>
/// <param name="Distribution">What tells strange pictures; null where there were too few.</param>
public sealed record ModelTrust(double? Temperature, AbstentionTable? Abstention, DistributionCheck? Distribution)
{
    /// <summary>The provenance keys.</summary>
    public const string TemperatureKey = "calibration.temperature", PicturesKey = "calibration.pictures", AbstentionKey = "trust.abstention", DistributionKey = "trust.features";

    private static readonly string[] Keys = [TemperatureKey, PicturesKey, AbstentionKey, DistributionKey];

    /// <summary>Reads what a model says.</summary>
    /// <exception cref="InferenceException">It cannot be read, or is not of this model.</exception>
    public static ModelTrust Of(Graph graph)
    {
        return new(Read(TemperatureKey, text => double.Parse(text, CultureInfo.InvariantCulture) is var value && double.IsFinite(value) && value > 0 ? value : throw new FormatException("it is no number above 0")) is { } temperature and > 0 ? temperature : null,
            Read(AbstentionKey, AbstentionTable.Parse),
            Read(DistributionKey, text => DistributionCheck.Parse(text) is var check && (graph.Labels.Count == 0 || check.Classes == graph.Labels.Count) ? check : throw new FormatException($"it has not the model's {graph.Labels.Count} classes")));

        T? Read<T>(string key, Func<string, T> parse)
        {
            try
            {
                return graph.Provenance.TryGetValue(key, out string? text) ? parse(text) : default;
            }
            catch (Exception error) when (error is FormatException or OverflowException or ArgumentException)
            {
                throw new InferenceException($"'{graph.Name}': the metadata '{key}' cannot be read: {error.Message.TrimEnd('.')}. Remove the key, or train the model again.", error);
            }
        }
    }

    /// <summary>Fits all three to a network whose logits are as training left them.</summary>
    /// <param name="graph">Uncalibrated.</param>
    /// <param name="validation">Of pictures that training did not see.</param>
    /// <param name="training">Of pictures of each class; they need not be all.</param>
    /// <param name="expected">The temperature without a validation picture: 1, or what cross-validation on training pictures asked for.</param>
    /// <returns>The network with logits divided by the temperature, and all of it in its metadata.</returns>
    public static Graph Fitted(Graph graph, ClassifierOutcomes validation, ClassifierOutcomes training, double expected = 1)
    {
        double temperature = Inference.Temperature.Fit(validation.Logits, expected).Value;
        bool isFitted = validation.Logits.Count > 0 || expected != 1;
        LabelledLogits calibrated = validation.Logits.DividedBy(temperature);
        AbstentionTable? abstention = validation.Logits.Count > 0 ? AbstentionTable.Of(calibrated) : null;
        DistributionCheck? distribution = DistributionCheck.Fit(training, validation with { Logits = calibrated });
        Graph divided = Without(isFitted ? graph.WithLogitsDividedBy(temperature) : graph);
        (string Key, string? Value)[] found =
        [
            (TemperatureKey, isFitted ? temperature.ToString("R", CultureInfo.InvariantCulture) : null),
            (PicturesKey, isFitted ? validation.Logits.Count.ToString(CultureInfo.InvariantCulture) : null),
            (AbstentionKey, abstention?.ToText()),
            (DistributionKey, distribution?.ToText()),
        ];
        return divided with { Provenance = divided.Provenance.SetItems(found.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Key, pair.Value!))) };
    }

    /// <summary>When to answer so that answers are right as often as wished, as far as the validation pictures tell; pictures unlike those of the training are refused too.</summary>
    /// <param name="accuracy">The wished share of right answers, above 0 and below 1.</param>
    /// <exception cref="InferenceException">The model has no validation pictures to tell from, or no threshold reaches the wish.</exception>
    public AnswerPolicy PolicyFor(double accuracy) => new() { LeastProbability = ChoiceFor(accuracy).Threshold, MostUnfamiliar = Distribution is null ? null : OutOfDistribution.UsualLimit };

    /// <summary>The threshold for a wished accuracy, with what it gave on the validation pictures.</summary>
    /// <inheritdoc cref="PolicyFor"/>
    public AbstentionChoice ChoiceFor(double accuracy)
    {
        if (accuracy is not (> 0 and < 1))
        {
            throw new InferenceException(string.Create(CultureInfo.InvariantCulture, $"an accuracy of {accuracy} cannot be asked for: give a share above 0 and below 1, such as 0.95."));
        }
        if (Abstention is not { } table || table.Best() is not { } best)
        {
            throw new InferenceException($"the model does not know how often it is right: it was trained without enough validation pictures, or not by this version of Graft. Train it with validation pictures, or give a least probability instead.");
        }
        return table.For(accuracy) ?? throw new InferenceException(string.Create(CultureInfo.InvariantCulture,
            $"no probability makes the answers right in {100 * accuracy:0.#} % of {table.Pictures} validation pictures. The most is {best.Accuracy}, from a probability of {best.Threshold:0.###} on, which answers {100 * best.Coverage:0} %. Ask for less, or give a least probability instead."));
    }

    /// <summary>A network without what an earlier training fitted, which is not true of it any more.</summary>
    public static Graph Without(Graph graph) => graph with { Provenance = graph.Provenance.RemoveRange(Keys) };
}
