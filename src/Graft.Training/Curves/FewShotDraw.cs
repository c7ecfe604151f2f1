using Graft.Recipes;

namespace Graft.Training.Curves;

/// <summary>The pictures that a person might have labelled who labelled a few of each class.</summary>
public static class FewShotDraw
{
    private static readonly long ShotsWord = AddressedRandom.Word("shots");

    /// <summary>So many pictures of each class, drawn by chance; a class that has fewer gives all of its own.</summary>
    /// <remarks>Draws are nested: those for 5 of each class are among those for 10 of the same draw, as with someone who goes on labelling. So the rise from 5 to 10 is not blurred by other pictures having been drawn.</remarks>
    /// <param name="labels">The class of each picture.</param>
    /// <param name="shots">Pictures of each class; null for all.</param>
    /// <param name="draw">Another number, another draw.</param>
    /// <returns>Positions, ascending.</returns>
    public static int[] Of(IReadOnlyList<int> labels, int? shots, long seed, int draw)
    {
        if (shots is not { } most)
        {
            return [.. Enumerable.Range(0, labels.Count)];
        }
        return
        [
            .. Enumerable.Range(0, labels.Count).GroupBy(at => labels[at]).SelectMany(group =>
            {
                int[] own = [.. group];
                return new AddressedRandom(seed, ShotsWord, draw, group.Key).NextPermutation(own.Length).Take(most).Select(place => own[place]);
            }).Order(),
        ];
    }
}
