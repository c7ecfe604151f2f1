namespace Graft.Recipes;

/// <summary>A recipe that cannot be followed: an option that does not exist, a value that breaks a rule, a file that cannot be read.</summary>
public sealed class RecipeException(string message, Exception? cause = null) : GraftException(message, cause);
