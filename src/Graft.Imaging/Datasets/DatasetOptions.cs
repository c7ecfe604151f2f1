using Graft.Recipes;

namespace Graft.Imaging;

/// <summary>How a data set is split where it does not say so itself.</summary>
public sealed record DatasetOptions
{
    /// <summary>The part of each class's training pictures that is held out for validation when no validation set is given; 0 for none.</summary>
    public double ValidationFraction { get; init; } = 0.1;

    /// <summary>The part of each class that becomes the test set when the pictures are not split at all.</summary>
    public double TestFraction { get; init; } = 0.1;

    /// <summary>The part of the files that may be unusable, one file being put up with in any case unless this is 0; beyond it the data set is refused.</summary>
    public double UnreadableFraction { get; init; } = 0.01;

    /// <summary>Whether the test pictures are the validation set, and none is held out. They are then no test any more.</summary>
    public bool ValidateOnTest { get; init; }

    /// <summary>Another number, another split. The default gives the same split to everyone.</summary>
    public long SplitSeed { get; init; }

    /// <summary>Whether the first bytes of every file are looked at, so that a file that is no picture is found now and not in mid-training; and whether the same picture lies in two places.</summary>
    public bool CheckFiles { get; init; } = true;

    /// <summary>How a run's recipe wants its pictures split.</summary>
    public static DatasetOptions Of(Recipe recipe) => new()
    {
        ValidationFraction = recipe.Data.ValidationFraction,
        UnreadableFraction = recipe.Data.UnreadableFraction,
        ValidateOnTest = recipe.Compat.TestMonitoring,
    };
}
