namespace Graft.Imaging;

/// <summary>One thing that is the matter with a data set.</summary>
/// <param name="File">The picture's key; null for what concerns a class or the whole.</param>
/// <param name="Place">Split and class, in words; empty for what concerns the whole.</param>
/// <param name="Detail">What exactly.</param>
/// <param name="Other">The key of the picture that it is like, where there are two.</param>
/// <param name="Score">How sure it is or how alike they are, 0 to 1; null where nothing is measured.</param>
public sealed record Finding(FindingKind Kind, Severity Severity, string? File, string Place, string Detail, string? Other = null, double? Score = null)
{
    /// <summary>Whether the picture is in every pixel another one that stays.</summary>
    public bool IsExact { get; init; }

    /// <summary>What files are moved by <c>--fix</c> unless other kinds are named: what cannot be decoded, and copies, to the byte or the pixel, of a picture in the same class.</summary>
    public bool IsFixedByDefault => Kind is FindingKind.Unreadable or FindingKind.Truncated || (Kind is FindingKind.Duplicate or FindingKind.Leak && IsExact);
}
