using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Graft.Web;

/// <summary>Reads pictures in base64 from JSON: <c>{"pictures": ["…", {"name": "a.jpg", "data": "…"}], "top": 3}</c>.</summary>
internal sealed class JsonPictures(RequestLimits limits, UploadBudget budget)
{
    private const string Form = """the form is {"pictures": ["BASE64", {"name": "a.jpg", "data": "BASE64"}], "top": 5, "logits": false, "heatmap": false, "abstain": 0.95, "model": "NAME"}, all but pictures optional""";
    private const int LongestName = 255;

    /// <exception cref="RequestException">It is no such JSON, or has too many or too large pictures.</exception>
    public async Task<PredictRequest> Read(Stream body, Wishes wishes, CancellationToken cancellation)
    {
        using UploadBytes text = new(budget);
        await text.Read(body, (int)Math.Min(limits.RequestBytes, int.MaxValue - 1), "the request", cancellation).ConfigureAwait(false);
        List<UploadedPicture> pictures = [];
        try
        {
            using JsonDocument document = JsonDocument.Parse(text.Bytes, new() { MaxDepth = 8 });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw Bad("it is no object");
            }
            foreach (JsonProperty member in document.RootElement.EnumerateObject())
            {
                wishes = member.Name switch
                {
                    "pictures" when member.Value.ValueKind == JsonValueKind.Array => Add(member.Value, pictures, wishes),
                    "top" when member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt32(out int top) => wishes.WithTop(top),
                    "abstain" when member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetDouble(out double accuracy) => wishes.WithAbstain(accuracy),
                    "logits" when IsFlag(member.Value) => wishes with { Logits = member.Value.GetBoolean() },
                    "heatmap" when IsFlag(member.Value) => wishes with { HeatMap = member.Value.GetBoolean() },
                    "model" when member.Value.ValueKind == JsonValueKind.String => wishes with { Model = member.Value.GetString() },
                    "pictures" or "top" or "logits" or "heatmap" or "abstain" or "model" => throw Bad($"'{member.Name}' has a value of the wrong kind"),
                    _ => throw Bad($"there is no member '{(member.Name.Length > LongestName ? member.Name[..LongestName] : member.Name)}'"),
                };
            }
            return new(wishes, pictures);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Invalid UTF-8 within a string shows only when it is read.
            PredictRequest.Free(pictures);
            throw Bad(error is JsonException json ? $"it is no JSON (line {json.LineNumber + 1}, byte {json.BytePositionInLine})" : "a text in it is not valid UTF-8");
        }
        catch
        {
            PredictRequest.Free(pictures);
            throw;
        }
    }

    private Wishes Add(JsonElement list, List<UploadedPicture> pictures, Wishes wishes)
    {
        if (pictures.Count + list.GetArrayLength() > limits.Pictures)
        {
            throw MultipartPictures.TooMany(limits.Pictures);
        }
        foreach (JsonElement element in list.EnumerateArray())
        {
            string? name = null;
            JsonElement data = element;
            if (element.ValueKind == JsonValueKind.Object)
            {
                name = element.TryGetProperty("name", out JsonElement given) && given.ValueKind == JsonValueKind.String ? given.GetString() : null;
                data = element.TryGetProperty("data", out JsonElement value) ? value : throw Bad($"picture {pictures.Count} has no 'data'");
            }
            pictures.Add(new(name?.Length > LongestName ? name[..LongestName] : name, Decode(data, pictures.Count)));
        }
        return wishes;
    }

    private UploadBytes Decode(JsonElement data, int index)
    {
        ReadOnlySpan<byte> raw = data.ValueKind == JsonValueKind.String ? JsonMarshal.GetRawUtf8Value(data)[1..^1] : throw Bad($"picture {index} is no text in base64");
        if (raw.Contains((byte)'\\'))
        {
            raw = Encoding.UTF8.GetBytes(data.GetString()!); // Some writers of JSON escape the plus or the slash.
        }
        if (raw.StartsWith("data:"u8) && raw.IndexOf(";base64,"u8) is > 0 and int comma)
        {
            raw = raw[(comma + ";base64,"u8.Length)..];
        }
        int most = System.Buffers.Text.Base64.GetMaxDecodedFromUtf8Length(raw.Length);
        if (most - 2 > limits.PictureBytes)
        {
            throw new RequestException(413, "too-large", $"picture {index} has more than {UploadBytes.Size(limits.PictureBytes)}, which is the most this server takes. Make it smaller.");
        }
        UploadBytes bytes = new(budget);
        try
        {
            if (System.Buffers.Text.Base64.DecodeFromUtf8(raw, bytes.Reserve(Math.Max(1, most)), out _, out int written) != System.Buffers.OperationStatus.Done)
            {
                throw Bad($"picture {index} is not valid base64");
            }
            bytes.Cut(written);
            return bytes;
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    private static bool IsFlag(JsonElement value) => value.ValueKind is JsonValueKind.True or JsonValueKind.False;

    private static RequestException Bad(string fact) => new(400, "bad-json", $"the JSON cannot be used: {fact}; {Form}.");
}
