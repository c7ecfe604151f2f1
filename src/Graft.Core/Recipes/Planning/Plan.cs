namespace Graft.Recipes.Planning;

/// <summary>A recipe with nothing left open, and why it is as it is.</summary>
/// <param name="Reasons">One sentence each, in the order of deciding.</param>
public sealed record Plan(Recipe Recipe, IReadOnlyList<string> Reasons);
