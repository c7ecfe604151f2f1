using System.Globalization;

namespace Graft.Imaging.Formula;

/// <summary>What a formula draws.</summary>
public enum FormulaKind
{
    /// <summary>Fractals of systems of affine maps, a system a class (FractalDB).</summary>
    Fractals,

    /// <summary>One fractal, a small change of it a class (1p-frac).</summary>
    OneFractal,

    /// <summary>Nested radial contours (RCDB).</summary>
    Contours,

    /// <summary>Orbits that carry two waves (Visual Atoms).</summary>
    Atoms,

    /// <summary>Coloured, lit surfaces that fill the picture.</summary>
    Surfaces,

    /// <summary>Pieces of an outline, a surface and a palette, on a bed and among scraps.</summary>
    Scenes,
}

/// <summary>A data set that a formula draws while it is read: classes, pictures of each, and their size. Written as <c>formula:scenes,classes=256,instances=1000</c>.</summary>
/// <remarks>A picture is a function of kind, seed, class, instance and side alone; how many classes and instances are asked for changes none of them.</remarks>
public sealed record FormulaTask
{
    /// <summary>What the name of such a data set, and that of each of its pictures, begins with.</summary>
    public const string Prefix = "formula:";

    private const int MostPictures = 20_000_000, LeastSide = 16, MostSide = 1024;

    private static readonly (string Word, FormulaKind Kind)[] Kinds =
        [("fractals", FormulaKind.Fractals), ("one-fractal", FormulaKind.OneFractal), ("contours", FormulaKind.Contours), ("atoms", FormulaKind.Atoms), ("surfaces", FormulaKind.Surfaces), ("scenes", FormulaKind.Scenes)];

    public required FormulaKind Kind { get; init; }

    public int Classes { get; init; } = 256;

    /// <summary>Pictures of each class, those to validate on included.</summary>
    public int Instances { get; init; } = 1000;

    /// <summary>Pixels to a side of each picture.</summary>
    public int Side { get; init; } = 128;

    public long Seed { get; init; }

    /// <summary>Whether a text names such a data set, or one of its pictures.</summary>
    public static bool IsOne(string text) => text.StartsWith(Prefix, StringComparison.Ordinal);

    /// <exception cref="DatasetException">There is no such formula, or a number is none or out of bounds.</exception>
    public static FormulaTask Parse(string text)
    {
        string[] parts = text[(IsOne(text) ? Prefix.Length : 0)..].Split(',', StringSplitOptions.TrimEntries);
        FormulaTask task = new() { Kind = KindOf(text, parts[0]) };
        foreach (string part in parts.AsSpan(1))
        {
            int at = part.IndexOf('=');
            string name = at < 0 ? part : part[..at].TrimEnd();
            if (at < 0 || !long.TryParse(part.AsSpan(at + 1), NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out long number))
            {
                throw new DatasetException($"{text}: '{part}' is no setting. Write classes=256, instances=1000, side=128 or seed=0, with commas between.");
            }
            task = name switch
            {
                "classes" => task with { Classes = Bounded(text, name, number, 2, 100_000) },
                "instances" => task with { Instances = Bounded(text, name, number, 1, 1_000_000) },
                "side" => task with { Side = Bounded(text, name, number, LeastSide, MostSide) },
                "seed" => task with { Seed = number },
                _ => throw new DatasetException($"{text}: there is no setting '{name}'. There are classes, instances, side and seed."),
            };
        }
        return (long)task.Classes * task.Instances <= MostPictures ? task
            : throw new DatasetException($"{text}: {task.Classes} classes of {task.Instances} pictures are {(long)task.Classes * task.Instances} pictures; {MostPictures} at most are listed. Ask for fewer of either.");
    }

    /// <summary>What <see cref="Parse"/> reads back, with every setting.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{WordOf(Kind)},classes={Classes},instances={Instances},side={Side},seed={Seed}");

    /// <summary>A class's name.</summary>
    public static string NameOf(int label) => string.Create(CultureInfo.InvariantCulture, $"c{label:00000}");

    /// <summary>What one of its pictures is called within the data set.</summary>
    public static string KeyOf(int label, int instance) => string.Create(CultureInfo.InvariantCulture, $"c{label:00000}/i{instance:0000000}");

    /// <summary>What stands for the file of a picture.</summary>
    public string AddressOf(int label, int instance) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{WordOf(Kind)},{Side},{Seed}/{KeyOf(label, instance)}");

    /// <summary>Reads what <see cref="AddressOf"/> writes.</summary>
    /// <exception cref="ImageException">It is no address.</exception>
    internal static (FormulaKind Kind, int Side, long Seed, int Label, int Instance) ParseAddress(string address)
    {
        string[] parts = address[Prefix.Length..].Split('/');
        string[] task = parts[0].Split(',');
        return parts.Length == 3 && task.Length == 3 && Array.Find(Kinds, each => each.Word == task[0]) is { Word: not null } kind
            && int.TryParse(task[1], NumberStyles.None, CultureInfo.InvariantCulture, out int side) && side is >= LeastSide and <= MostSide
            && long.TryParse(task[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seed)
            && parts[1] is ['c', .. string label] && int.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && parts[2] is ['i', .. string instance] && int.TryParse(instance, NumberStyles.None, CultureInfo.InvariantCulture, out int which)
            ? (kind.Kind, side, seed, number, which)
            : throw new ImageException(address, "this is no picture of a formula", "Write it as formula:scenes,128,0/c00012/i0000345: kind, side, seed, class and instance.");
    }

    internal static string WordOf(FormulaKind kind) => Array.Find(Kinds, each => each.Kind == kind).Word;

    private static FormulaKind KindOf(string text, string word) => Array.Find(Kinds, each => each.Word.Equals(word, StringComparison.OrdinalIgnoreCase)) is { Word: not null } kind ? kind.Kind
        : throw new DatasetException($"{text}: there is no formula '{word}'. There are {string.Join(", ", Kinds.Select(each => each.Word))}; write formula:scenes, or formula:scenes,classes=256,instances=1000.");

    private static int Bounded(string text, string name, long number, int low, int high) => number >= low && number <= high ? (int)number
        : throw new DatasetException($"{text}: {name} is {number}; it lies in {low} to {high}.");
}
