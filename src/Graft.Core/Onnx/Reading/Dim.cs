using Graft.Graphs;

namespace Graft.Onnx.Reading;

/// <summary>A size known before the graph runs, up to named unknowns: a number times unknown sizes, such as 49·N.</summary>
/// <param name="Factor">The number; 0 only for the size 0.</param>
/// <param name="Unknowns">Names of the unknown sizes multiplied, sorted; empty for a plain number.</param>
internal readonly record struct Dim(long Factor, ValueList<string> Unknowns)
{
    private static long made;

    public bool IsNumber => Unknowns.Count == 0;

    /// <summary>The size as a graph's shapes have it.</summary>
    public long Size => IsNumber ? Factor : Shape.Dynamic;

    public static implicit operator Dim(long number) => new(number, []);

    public static Dim Unknown(string name) => new(1, [name]);

    /// <summary>A size of which nothing is known.</summary>
    public static Dim Fresh() => Unknown($"?{Interlocked.Increment(ref made)}");

    public static Dim operator *(Dim a, Dim b) => a.Factor == 0 || b.Factor == 0 ? 0
        : a.Unknowns.Count + b.Unknowns.Count > 8 ? Fresh()
        : new(checked(a.Factor * b.Factor), [.. a.Unknowns.Concat(b.Unknowns).Order(StringComparer.Ordinal)]);

    public static Dim operator +(Dim a, Dim b) => a.Unknowns == b.Unknowns ? new Dim(checked(a.Factor + b.Factor), a.Unknowns).Reduced : a.Factor == 0 ? b : b.Factor == 0 ? a : Fresh();

    public static Dim operator -(Dim a, Dim b) => a + (b * -1);

    /// <summary>The quotient, rounded towards minus infinity; unknown where it depends on the unknowns.</summary>
    public static Dim operator /(Dim a, Dim b) =>
        b.Factor == 0 ? Fresh()
        : a.IsNumber && b.IsNumber ? (long)Math.Floor((decimal)a.Factor / b.Factor)
        : Exactly(a, b) ?? Fresh();

    /// <summary>The quotient if it is a size whatever the unknowns are; null otherwise.</summary>
    public static Dim? Exactly(Dim a, Dim b)
    {
        if (b.Factor == 0 || a.Factor % b.Factor != 0)
        {
            return null;
        }
        List<string> rest = [.. a.Unknowns];
        return b.Unknowns.All(rest.Remove) ? new Dim(a.Factor / b.Factor, [.. rest]).Reduced : null;
    }

    public override string ToString() => IsNumber ? $"{Factor}" : $"{(Factor == 1 ? "" : $"{Factor}·")}{string.Join('·', Unknowns)}";

    private Dim Reduced => Factor == 0 ? 0 : this;
}
