using Graft.Recipes;

namespace Graft.Training.Curves;

/// <summary>A network whose curve is wanted.</summary>
/// <param name="Name">What the curve is called.</param>
/// <param name="Recipe">Which network, with which weights, and where features are kept.</param>
public sealed record CurveModel(string Name, Recipe Recipe)
{
    /// <summary>The same network with random weights, as something to compare with.</summary>
    public CurveModel FromRandom() => new($"{Name} with random weights", Recipe with { Model = Recipe.Model with { Weights = null } });
}
