using System.Text;

namespace Graft.Runs;

/// <summary>Where the card of a model goes: README.md beside it, unless another's README stands there.</summary>
public static class CardFile
{
    public const string ReadmeName = "README.md";

    private const string MarkStart = "<!-- Model card of ", MarkEnd = ", written by Graft; a new one replaces it as long as this line stands. -->";

    /// <summary>The line by which a card is known as Graft's, and of which model it is.</summary>
    public static string MarkOf(string model) => MarkStart + Path.GetFileName(model).Replace("--", "__", StringComparison.Ordinal) + MarkEnd;

    /// <summary>README.md in the model's folder where there is none, or one of Graft's about this model; else the model's name with .card.md.</summary>
    public static string PathFor(string model)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(model))!, readme = Path.Combine(folder, ReadmeName);
        return !Path.Exists(readme) || Mentions(readme, MarkOf(model)) ? readme : Path.Combine(folder, Path.GetFileNameWithoutExtension(model) + ".card.md");
    }

    /// <summary>Whether a file is a card that Graft wrote and nobody took over.</summary>
    public static bool IsOurs(string path) => Mentions(path, MarkEnd);

    private static bool Mentions(string path, string mark)
    {
        const int most = 1 << 16;
        try
        {
            using FileStream stream = File.OpenRead(path);
            byte[] head = new byte[Math.Min(stream.Length, most)];
            stream.ReadExactly(head);
            return Encoding.UTF8.GetString(head).Contains(mark, StringComparison.Ordinal);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
