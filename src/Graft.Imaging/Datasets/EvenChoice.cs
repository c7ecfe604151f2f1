namespace Graft.Imaging;

/// <summary>Some of many, spread evenly over all of them.</summary>
public static class EvenChoice
{
    /// <param name="most">So many at most; all, where there are no more.</param>
    public static IEnumerable<T> Of<T>(IReadOnlyList<T> all, int most) => all.Count <= most ? all : Enumerable.Range(0, most).Select(at => all[(int)((long)at * all.Count / most)]);
}
