namespace Graft.Imaging.Synthetic;

/// <summary>The kinds of object that a picture shows.</summary>
internal enum ShapeKind
{
    Star,
    Gear,
    Heart,
    Fish,
    Leaf,
    Mug,
    House,
    Key,
    Bottle,
    Mushroom,
    Duck,
    Crescent,
    Butterfly,
    Umbrella,
    Car,
    Tree,
    Flower,
    Rocket,
}
