using Graft.Graphs;
using Graft.Weights;

namespace Graft.Core.Tests.Weights;

/// <summary>A weight file that holds whatever a test gives it.</summary>
internal sealed class HeldWeights(WeightTable tensors) : WeightFile(new MappedFile(WeightFixtures.PathOf("expected.json")))
{
    public override string Format => "held";

    public override WeightTable Tensors => tensors;

    public override IReadOnlyDictionary<string, string> Metadata => new Dictionary<string, string>();
}
