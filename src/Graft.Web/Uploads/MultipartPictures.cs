using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Graft.Web;

/// <summary>Reads pictures from the fields named <c>file</c> of a form (RFC 7578).</summary>
internal sealed class MultipartPictures(RequestLimits limits, UploadBudget budget)
{
    public const string Field = "file";

    private const int LongestBoundary = 200, LongestName = 255;

    /// <exception cref="RequestException">It is no such form, or has too many or too large pictures.</exception>
    public async Task<IReadOnlyList<UploadedPicture>> Read(HttpContext context, Stream body, MediaTypeHeaderValue type, CancellationToken cancellation)
    {
        string boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        if (boundary.Length is 0 or > LongestBoundary)
        {
            throw Damaged("its Content-Type has no boundary");
        }
        MultipartReader reader = new(boundary, body) { HeadersCountLimit = 16, HeadersLengthLimit = 8 << 10 };
        List<UploadedPicture> pictures = [];
        HashSet<string> others = new(StringComparer.Ordinal);
        try
        {
            while (await reader.ReadNextSectionAsync(cancellation).ConfigureAwait(false) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out ContentDispositionHeaderValue? disposition))
                {
                    throw Damaged("a part has no Content-Disposition");
                }
                string name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
                if (name != Field)
                {
                    others.Add(name.Length > LongestName ? name[..LongestName] : name);
                    continue; // The reader skips what is left of it, within the limit of the request.
                }
                if (pictures.Count == limits.Pictures)
                {
                    throw TooMany(limits.Pictures);
                }
                pictures.Add(await Picture(section, disposition, cancellation).ConfigureAwait(false));
            }
            return pictures.Count > 0 || others.Count == 0 ? pictures
                : throw new RequestException(400, "no-picture", $"the form has {(others.Count == 1 ? "a field" : "fields")} named {string.Join(", ", others.Take(5).Select(other => $"'{other}'"))}, but none named '{Field}', as a picture's must be.");
        }
        catch (InvalidDataException error)
        {
            PredictRequest.Free(pictures);
            throw Damaged(error.Message.TrimEnd('.'));
        }
        catch (IOException error) when (error is not BadHttpRequestException && !cancellation.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            PredictRequest.Free(pictures);
            throw Damaged("it ends in the middle of a part");
        }
        catch
        {
            PredictRequest.Free(pictures);
            throw;
        }
    }

    public static RequestException TooMany(int most) => new(413, "too-many-pictures", $"the request has more than {most} pictures, which is the most this server takes at once. Send the rest in another request.");

    private async Task<UploadedPicture> Picture(MultipartSection section, ContentDispositionHeaderValue disposition, CancellationToken cancellation)
    {
        string name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).ToString();
        UploadBytes bytes = new(budget);
        try
        {
            await bytes.Read(section.Body, limits.PictureBytes, "a picture of the form", cancellation).ConfigureAwait(false);
            return new(name.Length == 0 ? null : name.Length > LongestName ? name[..LongestName] : name, bytes);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    private static RequestException Damaged(string fact) => new(400, "bad-form", $"the form cannot be read: {fact}. Send it again, as by: curl -F {Field}=@photo.jpg");
}
