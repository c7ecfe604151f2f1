namespace Graft.Imaging;

/// <summary>A picture that cannot be used, or too many of them.</summary>
/// <param name="place">The picture's path, or whatever names it.</param>
/// <param name="fact">What is wrong and what was expected.</param>
/// <param name="remedy">What to do, as a sentence.</param>
public sealed class ImageException(string place, string fact, string remedy, Exception? cause = null) : GraftException($"{place}: {fact}. {remedy}", cause)
{
    /// <summary>The picture's path, or whatever names it.</summary>
    public string Place { get; } = place;

    /// <summary>What is wrong, without place and remedy.</summary>
    public string Fact { get; } = fact;
}
