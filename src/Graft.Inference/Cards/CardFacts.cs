using Graft.Graphs;
using Graft.Inference.Exporting;
using Graft.Inference.Reports;
using Graft.Models;
using Graft.Onnx;
using Graft.Runs;

namespace Graft.Inference.Cards;

/// <summary>All that a model card is made of.</summary>
public sealed record CardFacts
{
    /// <summary>The model file that the card stands beside.</summary>
    public required string File { get; init; }

    /// <summary>The network in it.</summary>
    public required Graph Graph { get; init; }

    public PictureInput Pictures { get; init; }

    /// <summary>How its numbers are stored: "float32", "float16" or "int8".</summary>
    public string Numbers { get; init; } = "float32";

    /// <summary>The folder of the run that made the model; null where none is known.</summary>
    public string? Run { get; init; }

    /// <summary>What the model says of held-out pictures; null where that was not measured.</summary>
    public PictureOutcomes? Measured { get; init; }

    /// <summary>How the file compares with the model it was made from; null where it is that model.</summary>
    public ParityReport? Parity { get; init; }

    /// <summary>What was made of the network's numbers, as a sentence; null where nothing was.</summary>
    public string? Conversion { get; init; }

    internal RunDirectory? Opened { get; init; }

    internal ReportFacts? Facts { get; init; }

    internal string Name => Path.GetFileName(File);

    /// <summary>The published weights that the model started from, by their hash; null where they are none that Graft knows.</summary>
    internal PretrainedWeights? Pretrained => Opened?.Info.WeightsHash is { } hash ? PublishedWeights.All.FirstOrDefault(weights => weights.IsHashed(hash)) : null;
}
