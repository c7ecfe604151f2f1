using Graft.Recipes;

namespace Graft.Imaging.Formula;

/// <summary>Draws one picture of a formula after another. For one thread at a time; its memory serves one picture after another.</summary>
internal sealed unsafe class FormulaPainter : IDisposable
{
    /// <summary>Rises whenever a picture of an unchanged address gets other pixels.</summary>
    public const int Version = 1;

    private static readonly long InstanceWord = AddressedRandom.Word("instance"), DevelopmentWord = AddressedRandom.Word("development");

    private readonly Canvas canvas = new();

    /// <summary>Draws a picture.</summary>
    /// <param name="pixels">side · side pixels of 4 bytes: red, green, blue, 255.</param>
    public void Paint(FormulaKind kind, int side, long seed, int label, int instance, byte* pixels)
    {
        canvas.Begin(side);
        AddressedRandom random = new(seed, InstanceWord, (long)kind, label, instance);
        switch (kind)
        {
            case FormulaKind.Fractals:
                FractalPainter.Paint(canvas, seed, label, random);
                break;
            case FormulaKind.OneFractal:
                FractalPainter.PaintOne(canvas, seed, label, random);
                break;
            case FormulaKind.Contours:
                OrbitPainter.PaintContours(canvas, seed, label, random);
                break;
            case FormulaKind.Atoms:
                OrbitPainter.PaintAtoms(canvas, seed, label, random);
                break;
            case FormulaKind.Surfaces:
                ScenePainter.PaintSurface(canvas, seed, label, random);
                break;
            default:
                ScenePainter.Paint(canvas, seed, label, random);
                break;
        }
        Development.Run(canvas, isPlain: kind < FormulaKind.Surfaces, new(seed, DevelopmentWord, (long)kind, label, instance), pixels);
    }

    public void Dispose() => canvas.Dispose();
}
