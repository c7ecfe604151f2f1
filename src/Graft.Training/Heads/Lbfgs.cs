using System.Numerics.Tensors;

namespace Graft.Training.Heads;

/// <summary>Minimises a smooth convex function by the limited-memory method of Broyden, Fletcher, Goldfarb and Shanno.</summary>
/// <remarks>Nocedal and Wright 2006, algorithms 7.4 and 7.5, with backtracking (algorithm 3.1): on a strictly convex function the curvature condition holds without a Wolfe search.</remarks>
public static class Lbfgs
{
    private const int History = 10;
    private const double SufficientDecrease = 1e-4;

    /// <param name="value">Returns the function's value at a point and writes its gradient.</param>
    /// <param name="start">The first point; not changed.</param>
    /// <param name="tolerance">Ends when the gradient's norm has fallen to this share of the first one, or of <paramref name="scale"/>'s.</param>
    /// <param name="scale">A gradient that counts as large, where the start may be near the goal already.</param>
    /// <returns>The best point found.</returns>
    public static float[] Minimize(Func<float[], float[], double> value, float[] start, int iterations = 200, double tolerance = 1e-4, float[]? scale = null)
    {
        float[] point = [.. start], gradient = new float[start.Length], next = new float[start.Length], nextGradient = new float[start.Length];
        List<(float[] Move, float[] Change, double Curvature)> pairs = [];
        double current = value(point, gradient);
        double goal = tolerance * TensorPrimitives.Norm<float>(scale ?? gradient);
        for (int iteration = 0; iteration < iterations && TensorPrimitives.Norm<float>(gradient) > goal; iteration++)
        {
            float[] direction = Direction(gradient, pairs);
            double slope = TensorPrimitives.Dot<float>(gradient, direction);
            double step = pairs.Count == 0 ? Math.Min(1, 1 / TensorPrimitives.Norm<float>(gradient)) : 1;
            double reached;
            while (true)
            {
                TensorPrimitives.MultiplyAdd(direction, (float)step, point, next);
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
            float[] move = new float[point.Length], change = new float[point.Length];
            TensorPrimitives.Subtract(next, point, move);
            TensorPrimitives.Subtract(nextGradient, gradient, change);
            double curvature = TensorPrimitives.Dot<float>(move, change);
            if (curvature > 0)
            {
                pairs.Add((move, change, curvature));
                if (pairs.Count > History)
                {
                    pairs.RemoveAt(0);
                }
            }
            (point, next, gradient, nextGradient, current) = (next, point, nextGradient, gradient, reached);
        }
        return point;
    }

    /// <summary>Minus the gradient times an estimate of the inverse Hessian (the two-loop recursion).</summary>
    private static float[] Direction(float[] gradient, List<(float[] Move, float[] Change, double Curvature)> pairs)
    {
        float[] direction = new float[gradient.Length];
        TensorPrimitives.Negate(gradient, direction);
        var shares = new double[pairs.Count];
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
        return direction;
    }
}
