namespace Graft.Training.Curves;

/// <summary>One number of labelled pictures at which a curve is measured.</summary>
/// <param name="Shots">Pictures of each class; null for all there are.</param>
/// <param name="Pictures">Pictures in all.</param>
/// <param name="PerClass">Their mean over the classes.</param>
/// <param name="Draws">How often they are drawn.</param>
public sealed record CurveStep(int? Shots, int Pictures, double PerClass, int Draws)
{
    /// <summary>Draws where the person names none: chance matters most where pictures are few, and there a fit takes no time.</summary>
    private const int DrawsOfFew = 10, DrawsOfMany = 5, Few = 10;

    /// <summary>What --shots calls it.</summary>
    public string Name => Shots is { } shots ? $"{shots}" : "all";

    /// <summary>The steps that a data set allows, from few pictures to many.</summary>
    /// <param name="counts">Training pictures of each class.</param>
    /// <param name="shots">Pictures of each class; null for all.</param>
    /// <param name="draws">How often to draw; null for the usual number. All pictures can be drawn in one way only.</param>
    /// <param name="note">Told where a class has fewer than asked for.</param>
    public static IReadOnlyList<CurveStep> Of(IReadOnlyList<int> counts, IEnumerable<int?> shots, int? draws = null, Action<string>? note = null)
    {
        int most = counts.Max(), all = counts.Sum();
        int?[] asked = [.. shots.Distinct().OrderBy(each => each ?? int.MaxValue)];
        int?[] beyond = [.. asked.Where(each => each >= most)];
        if (beyond.Any(each => each > most))
        {
            note?.Invoke($"no class has more than {most} training pictures; {string.Join(", ", beyond)} of each {(beyond.Length == 1 ? "means" : "mean")} all of them");
        }
        List<CurveStep> steps = [];
        foreach (int? each in asked.Where(each => each < most))
        {
            int pictures = counts.Sum(count => Math.Min(count, each!.Value)), lacking = counts.Count(count => count < each);
            if (lacking > 0)
            {
                note?.Invoke($"{lacking} of {counts.Count} classes have fewer than {each} training pictures; of those, all are taken");
            }
            steps.Add(new(each, pictures, pictures / (double)counts.Count, draws ?? (each <= Few ? DrawsOfFew : DrawsOfMany)));
        }
        if (beyond.Length > 0 || asked.Contains(null))
        {
            steps.Add(new(null, all, all / (double)counts.Count, 1));
        }
        return steps;
    }
}
