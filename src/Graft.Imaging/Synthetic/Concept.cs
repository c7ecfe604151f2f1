using System.Collections.Immutable;

namespace Graft.Imaging.Synthetic;

/// <summary>One class of drawn pictures: an object of one shape that wears one texture, such as a striped fish.</summary>
/// <remarks>
/// Each shape of the source classes wears two textures and each texture is worn by several shapes, so that neither alone names the class.
/// The target classes show other shapes, some of them in textures that no source class wears.
/// </remarks>
public sealed record Concept
{
    private Concept(SurfaceKind surface, ShapeKind shape) => (Surface, Shape) = (surface, shape);

    internal SurfaceKind Surface { get; }

    internal ShapeKind Shape { get; }

    /// <summary>The class's name in file paths: <c>striped_fish</c>.</summary>
    public string Name => $"{Surface}_{Shape}".ToLowerInvariant();

    /// <summary>The class's name for people: <c>Striped fish</c>.</summary>
    public string Label => $"{Surface} {Shape.ToString().ToLowerInvariant()}";

    /// <summary>24 classes for the first training, from which a network learns shapes and textures.</summary>
    public static ImmutableArray<Concept> Source { get; } =
    [
        new(SurfaceKind.Striped, ShapeKind.Fish), new(SurfaceKind.Scaled, ShapeKind.Fish),
        new(SurfaceKind.Striped, ShapeKind.Mug), new(SurfaceKind.Dotted, ShapeKind.Mug),
        new(SurfaceKind.Dotted, ShapeKind.Mushroom), new(SurfaceKind.Marbled, ShapeKind.Mushroom),
        new(SurfaceKind.Checked, ShapeKind.House), new(SurfaceKind.Bricked, ShapeKind.House),
        new(SurfaceKind.Checked, ShapeKind.Star), new(SurfaceKind.Ringed, ShapeKind.Star),
        new(SurfaceKind.Grid, ShapeKind.Gear), new(SurfaceKind.Marbled, ShapeKind.Gear),
        new(SurfaceKind.Ringed, ShapeKind.Heart), new(SurfaceKind.Grid, ShapeKind.Heart),
        new(SurfaceKind.Scaled, ShapeKind.Leaf), new(SurfaceKind.Striped, ShapeKind.Leaf),
        new(SurfaceKind.Dotted, ShapeKind.Key), new(SurfaceKind.Checked, ShapeKind.Key),
        new(SurfaceKind.Bricked, ShapeKind.Bottle), new(SurfaceKind.Ringed, ShapeKind.Bottle),
        new(SurfaceKind.Scaled, ShapeKind.Duck), new(SurfaceKind.Grid, ShapeKind.Duck),
        new(SurfaceKind.Marbled, ShapeKind.Crescent), new(SurfaceKind.Bricked, ShapeKind.Crescent),
    ];

    /// <summary>12 classes for the transfer; none is a source class, and no shape appears in one.</summary>
    public static ImmutableArray<Concept> Target { get; } =
    [
        new(SurfaceKind.Zigzag, ShapeKind.Butterfly), new(SurfaceKind.Dotted, ShapeKind.Butterfly),
        new(SurfaceKind.Striped, ShapeKind.Umbrella), new(SurfaceKind.Blotched, ShapeKind.Umbrella),
        new(SurfaceKind.Checked, ShapeKind.Car), new(SurfaceKind.Zigzag, ShapeKind.Car),
        new(SurfaceKind.Scaled, ShapeKind.Tree), new(SurfaceKind.Blotched, ShapeKind.Tree),
        new(SurfaceKind.Ringed, ShapeKind.Flower), new(SurfaceKind.Woven, ShapeKind.Flower),
        new(SurfaceKind.Grid, ShapeKind.Rocket), new(SurfaceKind.Woven, ShapeKind.Rocket),
    ];
}
