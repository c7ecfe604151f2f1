using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Graft.Recipes;

namespace Graft.Imaging.Formula;

/// <summary>Four colours that heights are given, blended in between.</summary>
/// <remarks>
/// Colours are drawn as those of photographs are spread: widely in lightness, less from orange to blue, and least from green to purple (Ruderman, Cronin and Chiao 1998, of natural scenes), with a mean that is warm.
/// </remarks>
internal readonly record struct PaletteFormula(Vector128<float> First, Vector128<float> Second, Vector128<float> Third, Vector128<float> Fourth)
{
    private static readonly long Word = AddressedRandom.Word("palette");

    /// <summary>One palette out of endlessly many: a ground colour, one that differs from it, and their like.</summary>
    public static PaletteFormula Of(long seed, int index)
    {
        AddressedRandom random = new(seed, Word, index);
        float light = (float)random.Next(0.12, 0.85), warm = 0.12f + (0.14f * Bell(ref random)), green = 0.07f * Bell(ref random);
        float rise = (float)random.Next(0.1, 0.55) * (random.Next(2) == 0 ? 1 : -1);
        bool other = random.Next(3) == 0; // a second colour of its own, as of sauce on rice
        Vector128<float> from = Colour(light, warm, green);
        Vector128<float> to = other ? Colour(light + rise, 0.12f + (0.14f * Bell(ref random)), 0.07f * Bell(ref random)) : Colour(light + rise, warm + (0.05f * Bell(ref random)), green + (0.03f * Bell(ref random)));
        return new(from, Between(from, to, 0.3f, ref random), Between(from, to, 0.7f, ref random), to);
    }

    /// <summary>The colours as of another light or another piece of the same stuff.</summary>
    /// <param name="gain">What red, green and blue are multiplied by.</param>
    public PaletteFormula Times(Vector128<float> gain) => new(First * gain, Second * gain, Third * gain, Fourth * gain);

    /// <summary>One channel of eight heights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Channel(int channel, Vector256<float> low, Vector256<float> middle, Vector256<float> high) =>
        Vector256.Create(First[channel]) + (low * (Second[channel] - First[channel])) + (middle * (Third[channel] - Second[channel])) + (high * (Fourth[channel] - Third[channel]));

    /// <summary>A colour by its lightness, from blue to orange, and from purple to green.</summary>
    private static Vector128<float> Colour(float light, float warm, float green) => Vector128.Create(
        Math.Clamp(light + warm - (0.5f * green), 0.02f, 1f), Math.Clamp(light + (0.1f * warm) + green, 0.02f, 1f), Math.Clamp(light - (1.3f * warm) - (0.5f * green), 0.02f, 1f), 0f);

    private static Vector128<float> Between(Vector128<float> from, Vector128<float> to, float part, ref AddressedRandom random) =>
        from + ((to - from) * (part + (float)random.Next(-0.2, 0.2))) + Vector128.Create((float)random.Next(-0.05, 0.05), (float)random.Next(-0.05, 0.05), (float)random.Next(-0.05, 0.05), 0f);

    // About normal with deviation 1: three uniform numbers of variance 1/3 together; a logarithm would hang on the machine.
    private static float Bell(ref AddressedRandom random) => (float)(random.Next(-1, 1) + random.Next(-1, 1) + random.Next(-1, 1));
}
