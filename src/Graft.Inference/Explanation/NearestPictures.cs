using System.Numerics.Tensors;
using Graft.Graphs;
using Graft.Imaging;
using Graft.Models;

namespace Graft.Inference;

/// <summary>A picture that a network sees much like another.</summary>
/// <param name="Distance">1 − cosine of the two pictures' features: 0 for the same, about 1 for nothing in common.</param>
public readonly record struct NearestPicture(ImageItem Item, float Distance);

/// <summary>The labelled pictures whose features are nearest to a picture's: what the network goes by when it names it.</summary>
public static class NearestPictures
{
    /// <summary>Finds them; features of the labelled pictures are taken from the cache, or computed and kept there.</summary>
    /// <param name="graph">A network that says which value its features are.</param>
    /// <param name="photo">A picture file.</param>
    /// <param name="among">Labelled pictures; the photo itself, where it is among them, is left out.</param>
    /// <param name="most">How many to find.</param>
    /// <returns>The nearest first.</returns>
    /// <exception cref="InferenceException">The network does not say which value its features are.</exception>
    /// <exception cref="ImageException">The photo cannot be decoded.</exception>
    public static IReadOnlyList<NearestPicture> Find(Graph graph, Preprocessing preprocessing, string photo, IReadOnlyList<ImageItem> among, int most, FeatureRequest request, CancellationToken cancellation = default)
    {
        string features = graph.Features ?? throw new InferenceException($"'{graph.Name}' does not say which of its values are features, so pictures cannot be compared. Models trained by Graft do.");
        Graph prefix = (graph with { Preprocessing = preprocessing }).SplitAt(features).Prefix;
        float[] wanted = Of(prefix, photo);
        string full = Path.GetFullPath(photo);
        ImageItem[] others = [.. among.Where(item => Path.GetFullPath(item.File) != full)];
        using FeatureSet set = FeatureExtractor.Extract(prefix, others, request with { Crop = true, RandomViews = 0 }, cancellation);
        PriorityQueue<NearestPicture, float> nearest = new(); // the farthest comes out first
        float[] row = new float[set.Width];
        for (int picture = 0; picture < set.Pictures.Count; picture++)
        {
            set.Read(picture, view: 0, row);
            float distance = 1 - TensorPrimitives.CosineSimilarity<float>(wanted, row);
            nearest.Enqueue(new(others[set.Pictures[picture]], float.IsNaN(distance) ? 1 : distance), -distance);
            if (nearest.Count > most)
            {
                nearest.Dequeue();
            }
        }
        return [.. nearest.UnorderedItems.Select(pair => pair.Element).OrderBy(found => found.Distance)];
    }

    private static float[] Of(Graph prefix, string photo)
    {
        Preprocessing preprocessing = prefix.Preprocessing!;
        byte[] planes = new byte[3 * preprocessing.Height * preprocessing.Width];
        using PhotoReader reader = new();
        reader.Read(photo, preprocessing, planes);
        float[] picture = new float[planes.Length];
        Normalization.Apply(planes, picture, preprocessing.Height * preprocessing.Width, preprocessing);
        using OnnxSession session = new(prefix, new() { Prepares = false });
        return session.Run(picture, 1, preprocessing.Height, preprocessing.Width).ToArray();
    }
}
