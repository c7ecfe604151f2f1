using Graft.Imaging;

namespace Graft.Training.Curves;

/// <summary>What is to be measured, and who hears of it.</summary>
public sealed record CurveRequest
{
    /// <summary>Pictures of each class to learn from; null for all.</summary>
    public IReadOnlyList<int?> Shots { get; init; } = [1, 2, 5, 10, 20, 50, null];

    /// <summary>How often pictures are drawn; null for ten times up to 10 of each class and five times beyond.</summary>
    public int? Draws { get; init; }

    /// <summary>The pictures to measure on; null for test, or validation where there is no test.</summary>
    public Split? Split { get; init; }

    /// <summary>What draws are made from.</summary>
    public long Seed { get; init; }

    /// <summary>Told what is being done, and how many pictures of how many are.</summary>
    public Action<string, int, int>? Progress { get; init; }

    /// <summary>Told something that a person should know.</summary>
    public Action<string>? Note { get; init; }
}
