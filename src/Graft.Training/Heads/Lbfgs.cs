using System.Numerics.Tensors;

namespace Graft.Training.Heads;

/// <summary>Minimises smooth convex functions by the limited-memory method of Broyden, Fletcher, Goldfarb and Shanno.</summary>
/// <remarks>
/// Nocedal and Wright 2006, algorithms 7.4 and 7.5, with backtracking (algorithm 3.1): on a strictly convex function the curvature condition holds without a Wolfe search.
/// It needs memory for 2 × 10 + 5 points, whatever the number of steps and of functions of one length that are minimised one after another.
/// </remarks>
public sealed class Lbfgs
{
    private const int History = 10;
    private const double SufficientDecrease = 1e-4;

    private readonly Stack<float[]> free = new();
    private readonly List<(float[] Move, float[] Change, double Curvature)> pairs = [];

    /// <param name="value">Returns the function's value at a point and writes its gradient.</param>
    /// <param name="point">The first point; then the best one found.</param>
    /// <param name="tolerance">Ends when the gradient's norm has fallen to this share of the first one, or of <paramref name="scale"/>.</param>
    /// <param name="scale">The norm of a gradient that counts as large, where the start may be near the goal already.</param>
    public void Minimize(Func<float[], float[], double> value, float[] point, int iterations = 200, double tolerance = 1e-4, double? scale = null)
    {
        float[] here = Take(point.Length), gradient = Take(point.Length), next = Take(point.Length), nextGradient = Take(point.Length), direction = Take(point.Length);
        point.CopyTo(here, 0);
        double current = value(here, gradient);
        double goal = tolerance * (scale ?? TensorPrimitives.Norm<float>(gradient));
        for (int iteration = 0; iteration < iterations && TensorPrimitives.Norm<float>(gradient) > goal; iteration++)
        {
            Direct(gradient, direction);
            double slope = TensorPrimitives.Dot<float>(gradient, direction);
            double step = pairs.Count == 0 ? Math.Min(1, 1 / TensorPrimitives.Norm<float>(gradient)) : 1;
            double reached;
            while (true)
            {
                TensorPrimitives.MultiplyAdd(direction, (float)step, here, next);
                reached = value(next, nextGradient);
                if (reached <= current + (SufficientDecrease * step * slope) || step < 1e-10)
                {
                    break;
                }
                step /= 2;
            }
            if (!(reached < current))
            {
                break; // as low as the arithmetic allows
            }
            // What is left behind becomes the step and the change that it made.
            TensorPrimitives.Subtract(next, here, here);
            TensorPrimitives.Subtract(nextGradient, gradient, gradient);
            Remember(here, gradient);
            (here, gradient, next, nextGradient, current) = (next, nextGradient, Take(point.Length), Take(point.Length), reached);
        }
        here.CopyTo(point, 0);
        Free([here, gradient, next, nextGradient, direction, .. pairs.SelectMany(pair => new[] { pair.Move, pair.Change })]);
        pairs.Clear();
    }

    /// <summary>The length of a function's gradient at a point.</summary>
    public double SlopeAt(Func<float[], float[], double> value, float[] point)
    {
        float[] gradient = Take(point.Length);
        value(point, gradient);
        Free([gradient]);
        return TensorPrimitives.Norm<float>(gradient);
    }

    private void Remember(float[] move, float[] change)
    {
        double curvature = TensorPrimitives.Dot<float>(move, change);
        if (!(curvature > 0))
        {
            Free([move, change]);
            return;
        }
        pairs.Add((move, change, curvature));
        if (pairs.Count > History)
        {
            Free([pairs[0].Move, pairs[0].Change]);
            pairs.RemoveAt(0);
        }
    }

    /// <summary>Minus the gradient times an estimate of the inverse Hessian (the two-loop recursion).</summary>
    private void Direct(float[] gradient, float[] direction)
    {
        TensorPrimitives.Negate(gradient, direction);
        Span<double> shares = stackalloc double[History];
        for (int i = pairs.Count - 1; i >= 0; i--)
        {
            shares[i] = TensorPrimitives.Dot<float>(pairs[i].Move, direction) / pairs[i].Curvature;
            TensorPrimitives.MultiplyAdd(pairs[i].Change, (float)-shares[i], direction, direction);
        }
        if (pairs.Count > 0)
        {
            (_, float[] change, double curvature) = pairs[^1];
            TensorPrimitives.Multiply(direction, (float)(curvature / TensorPrimitives.SumOfSquares<float>(change)), direction);
        }
        for (int i = 0; i < pairs.Count; i++)
        {
            double share = TensorPrimitives.Dot<float>(pairs[i].Change, direction) / pairs[i].Curvature;
            TensorPrimitives.MultiplyAdd(pairs[i].Move, (float)(shares[i] - share), direction, direction);
        }
    }

    /// <summary>Memory for a point, with anything in it.</summary>
    private float[] Take(int length) => free.TryPop(out float[]? point) && point.Length == length ? point : new float[length];

    private void Free(ReadOnlySpan<float[]> points)
    {
        foreach (float[] point in points)
        {
            free.Push(point);
        }
    }
}
