using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Graft.Web;

/// <summary>Reads the pictures of a request in each of the forms that are taken: raw bytes, multipart fields, base64 in JSON.</summary>
internal sealed class RequestReader(ServerOptions options, UploadBudget budget)
{
    /// <summary>The forms, for messages.</summary>
    private const string Forms = "send the picture's bytes (Content-Type: image/jpeg), fields named 'file' (multipart/form-data), or base64 (application/json)";

    private readonly RequestLimits limits = options.Limits;

    /// <exception cref="RequestException">The request is none that is taken.</exception>
    /// <exception cref="BadHttpRequestException">It breaks off, is too slow, or too large.</exception>
    public async Task<PredictRequest> Read(HttpRequest request, CancellationToken cancellation)
    {
        Wishes wishes = Wishes.Of(request.Query);
        if (request.Headers.ContentEncoding.Count > 0)
        {
            throw new RequestException(415, "unsupported-encoding", $"the request is compressed ({request.Headers.ContentEncoding}). Send it as it is; pictures are compressed already.");
        }
        if (request.ContentLength > limits.RequestBytes)
        {
            throw CountedBody.TooLarge(limits.RequestBytes, request.ContentLength);
        }
        CountedBody body = new(request.Body, limits.RequestBytes);
        MediaTypeHeaderValue? type = null;
        if (request.ContentType is { Length: > 0 } && !MediaTypeHeaderValue.TryParse(request.ContentType, out type))
        {
            throw new RequestException(415, "unsupported-type", $"the Content-Type cannot be read; {Forms}.");
        }
        PredictRequest read = type switch
        {
            { MediaType.Value: "multipart/form-data" } => new(wishes, await new MultipartPictures(limits, budget).Read(request.HttpContext, body, type, cancellation).ConfigureAwait(false)),
            { MediaType.Value: "application/json" or "text/json" } => await new JsonPictures(limits, budget).Read(body, wishes, cancellation).ConfigureAwait(false),
            // curl --data-binary says the last of these where it is told nothing; what a picture is, its bytes say.
            null or { Type.Value: "image" } or { MediaType.Value: "application/octet-stream" or "application/x-www-form-urlencoded" } => new(wishes, [await Raw(body, cancellation).ConfigureAwait(false)]),
            _ => throw new RequestException(415, "unsupported-type", $"the Content-Type {type.MediaType} is not taken; {Forms}."),
        };
        if (read.Pictures.Count == 0)
        {
            throw new RequestException(400, "no-picture", $"there is no picture in the request; {Forms}.");
        }
        return read;
    }

    private async Task<UploadedPicture> Raw(Stream body, CancellationToken cancellation)
    {
        UploadBytes bytes = new(budget);
        try
        {
            await bytes.Read(body, limits.PictureBytes, "the picture", cancellation).ConfigureAwait(false);
            return bytes.Length > 0 ? new(null, bytes) : throw new RequestException(400, "no-picture", $"the request is empty; {Forms}.");
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }
}
