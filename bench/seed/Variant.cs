using Graft.Recipes;

namespace Graft.Seed;

/// <summary>A way to train, and what is asked of the result.</summary>
/// <param name="Settings">What differs from the repaired recipe.</param>
/// <param name="OwnUnits">Whether the network is trained in its own units rather than in those of VGG's weight file.</param>
/// <param name="Interrupted">Whether the run is stopped in the middle of each epoch but the first, and gone on with.</param>
internal sealed record Variant(string Name, KeyValuePair<string, string>[] Settings, Question[] Questions, bool OwnUnits = false, bool Interrupted = false)
{
    private static readonly CompatOptions Crop = new() { InferenceCrop = true }, Resampling = new() { InferenceResampling = true }, Scale = new() { InferenceScale = true };

    public static IReadOnlyList<Variant> All { get; } =
    [
        new("repaired", [],
        [
            Question.Test("repaired"), Question.Test("crop", Crop), Question.Test("resampling", Resampling), Question.Remainder("remainder"), Question.BestOfTest("best-of-test"), Question.LastState("last-state"),
        ]),
        new("input-scale", [new("compat.inputScale", "true")], [Question.Test("input-scale"), Question.Test("input-and-inference-scale", Scale)]),
        new("dead-decay", [new("compat.deadWeightDecay", "true")], [Question.Test("dead-decay")]),
        new("no-flip", [new("compat.noFlip", "true")], [Question.Test("no-flip")]),
        new("lost-position", [new("compat.lostPosition", "true")], [Question.Test("lost-position")], Interrupted: true),
        new("all", Mistakes(except: ["oneThread", "lostPosition"]), [Question.Test("all"), Question.Claimed("all-claimed")]),
        new("test-watched", [new("compat.testMonitoring", "true"), new("compat.lastState", "true")], [Question.Test("test-watched")]),
        new("own-input-scale", [new("compat.inputScale", "true")], [Question.Test("own-input-scale"), Question.Test("own-input-and-inference-scale", Scale)], OwnUnits: true),
    ];

    private static KeyValuePair<string, string>[] Mistakes(string[] except) =>
        [.. typeof(CompatOptions).GetProperties().Where(property => property.PropertyType == typeof(bool)).Select(property => char.ToLowerInvariant(property.Name[0]) + property.Name[1..]).Except(except).Select(name => KeyValuePair.Create($"compat.{name}", "true"))];
}
