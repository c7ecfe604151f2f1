namespace Graft.Web;

/// <summary>A picture as it came.</summary>
/// <param name="Name">The file name that the client gave; null where it gave none.</param>
/// <param name="Content">The encoded picture.</param>
internal sealed record UploadedPicture(string? Name, UploadBytes Content);

/// <summary>A request for predictions, read to its end.</summary>
internal sealed class PredictRequest(Wishes wishes, IReadOnlyList<UploadedPicture> pictures) : IDisposable
{
    public Wishes Wishes { get; } = wishes;

    public IReadOnlyList<UploadedPicture> Pictures { get; } = pictures;

    public void Dispose() => Free(Pictures);

    public static void Free(IEnumerable<UploadedPicture> pictures)
    {
        foreach (UploadedPicture picture in pictures)
        {
            picture.Content.Dispose();
        }
    }
}
