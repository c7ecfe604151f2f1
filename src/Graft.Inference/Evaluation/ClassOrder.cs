namespace Graft.Inference;

/// <summary>An order of classes in which those that are taken for each other stand side by side, so that a confusion matrix shows its blocks along the diagonal.</summary>
/// <remarks>Average linkage over the shares of pictures confused, either way; two groups are joined at the ends that are most alike. Of equal choices the first is taken, so the order is always the same.</remarks>
internal static class ClassOrder
{
    /// <param name="confusion">(classes, classes): pictures of class row that were taken for class column.</param>
    /// <returns>The classes in their new order. O(classes³).</returns>
    public static int[] Of(int[,] confusion)
    {
        int classes = confusion.GetLength(0);
        double[,] alike = Alike(confusion), between = (double[,])alike.Clone();
        List<int>?[] groups = [.. Enumerable.Range(0, classes).Select(label => new List<int> { label })];
        for (int joined = 1; joined < classes; joined++)
        {
            (int first, int second) = Nearest(groups, between);
            (List<int> left, List<int> right) = (groups[first]!, groups[second]!);
            for (int other = 0; other < classes; other++)
            {
                between[first, other] = between[other, first] = ((left.Count * between[first, other]) + (right.Count * between[second, other])) / (left.Count + right.Count);
            }
            Join(left, right, alike);
            groups[second] = null;
        }
        return classes == 0 ? [] : [.. groups.First(group => group is not null)!];
    }

    private static (int First, int Second) Nearest(List<int>?[] groups, double[,] between)
    {
        (int First, int Second, double Alike) best = (-1, -1, -1);
        for (int first = 0; first < groups.Length; first++)
        {
            for (int second = first + 1; groups[first] is not null && second < groups.Length; second++)
            {
                if (groups[second] is not null && between[first, second] > best.Alike)
                {
                    best = (first, second, between[first, second]);
                }
            }
        }
        return (best.First, best.Second);
    }

    private static void Join(List<int> left, List<int> right, double[,] alike)
    {
        (bool Left, bool Right, double Alike)[] ways = [.. from turnLeft in new[] { false, true } from turnRight in new[] { false, true }
            select (turnLeft, turnRight, alike[turnLeft ? left[0] : left[^1], turnRight ? right[^1] : right[0]])];
        (bool Left, bool Right, double Alike) best = ways.MaxBy(way => way.Alike);
        if (best.Left)
        {
            left.Reverse();
        }
        if (best.Right)
        {
            right.Reverse();
        }
        left.AddRange(right);
    }

    private static double[,] Alike(int[,] confusion)
    {
        int classes = confusion.GetLength(0);
        double[] shown = [.. Enumerable.Range(0, classes).Select(row => Math.Max(1.0, Enumerable.Range(0, classes).Sum(column => confusion[row, column])))];
        double[,] alike = new double[classes, classes];
        for (int row = 0; row < classes; row++)
        {
            for (int column = 0; column < classes; column++)
            {
                alike[row, column] = (confusion[row, column] / shown[row]) + (confusion[column, row] / shown[column]);
            }
        }
        return alike;
    }
}
