using System.Text.Json;

namespace Graft.Imaging.Synthetic;

/// <summary>A set of drawn pictures to try things with where no photos are at hand: procedural classes, JPEG files, the layout of Food-101.</summary>
/// <remarks>
/// Shape and texture together make a class; colour, pose, light, ground and clutter are drawn alike for all. The same seed gives the same files, whatever the number of threads.
/// Food-101's layout: Bossard, Guillaumin and Van Gool 2014; <c>images/CLASS/ID.jpg</c> and <c>meta/{classes,labels,train,test}.txt</c>, <c>meta/{train,test}.json</c>.
/// </remarks>
/// <param name="Classes">What is drawn.</param>
/// <param name="TrainPerClass">Pictures of each class to learn from.</param>
/// <param name="TestPerClass">Pictures of each class to measure with.</param>
public sealed record SyntheticPictures(IReadOnlyList<Concept> Classes, int TrainPerClass, int TestPerClass)
{
    /// <summary>Pixels of each side of a picture.</summary>
    public int Side { get; init; } = 112;

    public long Seed { get; init; }

    /// <summary>The number of pictures in all.</summary>
    public int Count => Classes.Count * (TrainPerClass + TestPerClass);

    /// <summary>One picture as a JPEG file.</summary>
    /// <param name="index">0 to TrainPerClass − 1 for the pictures to learn from, the following ones to measure with.</param>
    public byte[] Paint(Concept concept, int index) => PicturePainter.Paint(concept, Side, Seed, index);

    /// <summary>Paints all pictures into a folder; a folder that already holds this very set is left as it is.</summary>
    /// <param name="painted">Told the number of pictures painted so far; called from several threads.</param>
    /// <exception cref="IOException">A file could not be written.</exception>
    public void Write(string folder, Action<int>? painted = null, CancellationToken cancellation = default)
    {
        string meta = Path.Combine(folder, "meta"), stamp = Path.Combine(meta, "drawn.json"), parameters = JsonSerializer.Serialize(this with { Classes = [] }) + string.Join(' ', Classes.Select(concept => concept.Name));
        if (File.Exists(stamp) && File.ReadAllText(stamp) == parameters)
        {
            return;
        }
        Directory.CreateDirectory(meta);
        File.Delete(stamp);
        int done = 0;
        Parallel.ForEach(Classes, new ParallelOptions { CancellationToken = cancellation }, concept =>
        {
            string images = Directory.CreateDirectory(Path.Combine(folder, "images", concept.Name)).FullName;
            for (int index = 0; index < TrainPerClass + TestPerClass; index++)
            {
                cancellation.ThrowIfCancellationRequested();
                File.WriteAllBytes(Path.Combine(images, $"{Id(index)}.jpg"), Paint(concept, index));
                painted?.Invoke(Interlocked.Increment(ref done));
            }
        });
        File.WriteAllLines(Path.Combine(meta, "classes.txt"), Classes.Select(concept => concept.Name));
        File.WriteAllLines(Path.Combine(meta, "labels.txt"), Classes.Select(concept => concept.Label));
        WriteSplit(meta, "train", 0, TrainPerClass);
        WriteSplit(meta, "test", TrainPerClass, TestPerClass);
        File.WriteAllText(stamp, parameters);
    }

    private void WriteSplit(string meta, string split, int first, int count)
    {
        Dictionary<string, string[]> paths = Classes.ToDictionary(concept => concept.Name, concept => (string[])[.. Enumerable.Range(first, count).Select(index => $"{concept.Name}/{Id(index)}")]);
        File.WriteAllLines(Path.Combine(meta, $"{split}.txt"), paths.SelectMany(row => row.Value));
        File.WriteAllText(Path.Combine(meta, $"{split}.json"), JsonSerializer.Serialize(paths));
    }

    /// <summary>Food-101 names pictures by numbers without meaning; so do we, lest a sorted folder tell the split.</summary>
    private static int Id(int index) => 100_000 + (int)(((long)index * 7_919) % 899_981);
}
