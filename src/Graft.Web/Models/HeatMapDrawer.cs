using Graft.Imaging;
using Graft.Inference;

namespace Graft.Web;

/// <summary>Draws where a model saw what it names, one picture at a time; the networks for it are made when the first is asked for.</summary>
internal sealed class HeatMapDrawer(ImageClassifier model) : IDisposable
{
    private readonly SemaphoreSlim free = new(1);
    private readonly PhotoReader reader = new();
    private HeatMaps? maps;

    /// <summary>Draws over a photo that has been decoded before.</summary>
    /// <param name="shown">The class to show.</param>
    public async Task<HeatMapAnswer> Draw(ReadOnlyMemory<byte> photo, string name, ClassAnswer shown, CancellationToken cancellation)
    {
        await free.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            maps ??= HeatMaps.Of(model);
            int plane = model.Preprocessing.Height * model.Preprocessing.Width;
            byte[] planes = new byte[3 * plane];
            float[] picture = new float[3 * plane];
            reader.Read(photo.Span, name, model.Preprocessing, planes);
            Normalization.Apply(planes, picture, plane, model.Preprocessing);
            HeatMap map = maps.Explain(picture, shown.Index).Maps[0];
            byte[] drawn = HeatMapPicture.Draw(photo.Span, name, model.Preprocessing, map.Heat(), map.Rows, map.Columns, new() { Format = ImageFormat.Jpeg });
            return new(shown.Label, map.MethodText, $"data:image/jpeg;base64,{Convert.ToBase64String(drawn)}");
        }
        catch (InferenceException error)
        {
            throw new RequestException(422, "no-heat-map", error.Message, error);
        }
        finally
        {
            free.Release();
        }
    }

    public void Dispose()
    {
        maps?.Dispose();
        reader.Dispose();
        free.Dispose();
    }
}
