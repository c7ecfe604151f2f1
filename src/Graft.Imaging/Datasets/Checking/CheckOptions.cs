namespace Graft.Imaging;

/// <summary>How closely a data set is looked at.</summary>
public sealed record CheckOptions
{
    /// <summary>How training will split the pictures; what it holds out for validation must not be among those it learns from.</summary>
    public DatasetOptions Splitting { get; init; } = new();

    /// <summary>Whether only names, sizes and the beginning of each file are looked at, and no picture is decoded.</summary>
    public bool Quick { get; init; }

    /// <summary>Whether a picture counts as another's near duplicate when it shows it in a mirror.</summary>
    public bool Mirrored { get; init; }

    /// <summary>Correlation of two small copies from which on they show one photo, 0 to 1.</summary>
    public double Alike { get; init; } = 0.95;

    /// <summary>Pixels of the shorter side below which a picture is tiny.</summary>
    public int TinyPixels { get; init; } = 64;

    /// <summary>Longer side over shorter side beyond which a picture's shape is extreme.</summary>
    public double ExtremeAspect { get; init; } = 3;

    /// <summary>Pictures to learn from below which a class has few.</summary>
    public int FewPictures { get; init; } = 20;

    /// <summary>Largest over smallest class beyond which a word is due.</summary>
    public double Imbalance { get; init; } = 5;

    /// <summary>Told what is being done, and how many pictures of how many are; called from several threads.</summary>
    public Action<string, int, int>? Progress { get; init; }
}
