using System.Text.Json;
using Graft.Imaging.Synthetic;
using SkiaSharp;

namespace Graft.Imaging.Tests.Synthetic;

public sealed class SyntheticPicturesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-drawn").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_picture_depends_on_seed_class_and_index_alone()
    {
        SyntheticPictures set = new(Concept.Target, 3, 2) { Side = 48, Seed = 5 };
        set.Write(folder);
        byte[][] alone = [.. Enumerable.Range(0, 5).Reverse().Select(index => set.Paint(Concept.Target[7], index)).Reverse()];
        string[] ids = [.. File.ReadAllLines(Path.Combine(folder, "meta", "train.txt")), .. File.ReadAllLines(Path.Combine(folder, "meta", "test.txt"))];
        byte[][] written = [.. ids.Where(id => id.StartsWith($"{Concept.Target[7].Name}/", StringComparison.Ordinal)).Select(id => File.ReadAllBytes(Path.Combine(folder, "images", $"{id}.jpg")))];
        Assert.Equal(alone, written);
        Assert.NotEqual(alone[0], (set with { Seed = 6 }).Paint(Concept.Target[7], 0));
        Assert.Equal(5, alone.DistinctBy(Convert.ToBase64String).Count());
    }

    [Fact]
    public void The_folder_has_the_layout_of_Food101()
    {
        SyntheticPictures set = new([.. Concept.Source.Take(3)], 4, 2) { Side = 32 };
        List<int> painted = [];
        set.Write(folder, count => { lock (painted) { painted.Add(count); } });
        Assert.Equal(Enumerable.Range(1, set.Count), painted.Order());
        Assert.Equal(["striped_fish", "scaled_fish", "striped_mug"], File.ReadAllLines(Path.Combine(folder, "meta", "classes.txt")));
        Assert.Equal(["Striped fish", "Scaled fish", "Striped mug"], File.ReadAllLines(Path.Combine(folder, "meta", "labels.txt")));
        string[] train = File.ReadAllLines(Path.Combine(folder, "meta", "train.txt")), test = File.ReadAllLines(Path.Combine(folder, "meta", "test.txt"));
        Assert.Equal((12, 6, 18), (train.Length, test.Length, train.Union(test).Count()));
        Dictionary<string, string[]> json = JsonSerializer.Deserialize<Dictionary<string, string[]>>(File.ReadAllText(Path.Combine(folder, "meta", "train.json")))!;
        Assert.Equal(train, json.Values.SelectMany(ids => ids));
        using SKBitmap picture = SKBitmap.Decode(Path.Combine(folder, "images", $"{test[0]}.jpg"));
        Assert.Equal((32, 32), (picture.Width, picture.Height));
    }

    [Fact]
    public void A_set_that_is_there_is_not_painted_again_and_another_is()
    {
        SyntheticPictures set = new([Concept.Source[0]], 1, 1) { Side = 32 };
        int painted = 0;
        set.Write(folder, _ => painted++);
        set.Write(folder, _ => painted++);
        Assert.Equal(2, painted);
        (set with { Seed = 1 }).Write(folder, _ => painted++);
        Assert.Equal(4, painted);
    }

    [Fact]
    public void Source_and_target_classes_are_disjoint_in_name_and_shape()
    {
        Assert.Equal(36, Concept.Source.Concat(Concept.Target).Select(concept => concept.Name).Distinct().Count());
        Assert.Empty(Concept.Source.Select(concept => concept.Shape).Intersect(Concept.Target.Select(concept => concept.Shape)));
        Assert.All(Concept.Source.GroupBy(concept => concept.Shape), classes => Assert.Equal(2, classes.Count()));
        Assert.All(Concept.Source.GroupBy(concept => concept.Surface), classes => Assert.InRange(classes.Count(), 2, 4));
    }

    /// <summary>The set is worth learning from only if nothing cheap gives the class away: neither the mean colour nor a coarse thumbnail.</summary>
    [Fact]
    public void A_linear_classifier_on_mean_colour_or_a_thumbnail_is_near_chance()
    {
        const int train = 20, test = 10;
        SyntheticPictures set = new(Concept.Source, train, test) { Side = 40, Seed = 3 };
        byte[][][] pictures = [.. set.Classes.AsParallel().AsOrdered().Select(concept => (byte[][])[.. Enumerable.Range(0, train + test).Select(index => set.Paint(concept, index))])];
        foreach ((int grid, double timesChance) in new[] { (1, 2.5), (3, 4) })
        {
            IEnumerable<(double[], int)> Samples(Range range) => pictures.SelectMany((ofClass, label) => ofClass[range].Select(jpeg => (Thumbnail(jpeg, grid), label)));
            double[,] weights = LeastSquares.Fit([.. Samples(..train)], pictures.Length, ridge: 1);
            double accuracy = Samples(train..).Average(sample => LeastSquares.Classify(weights, sample.Item1) == sample.Item2 ? 1.0 : 0);
            Assert.True(accuracy < timesChance / pictures.Length, $"a {grid}×{grid} thumbnail tells the class in {accuracy:P1} of the pictures");
        }
    }

    /// <summary>Mean red, green and blue of each cell of a grid, and a constant one.</summary>
    private static double[] Thumbnail(byte[] jpeg, int grid)
    {
        using SKBitmap picture = SKBitmap.Decode(jpeg);
        double[] features = new double[(grid * grid * 3) + 1];
        features[^1] = 1;
        SKColor[] pixels = picture.Pixels;
        for (int y = 0; y < picture.Height; y++)
        {
            for (int x = 0; x < picture.Width; x++)
            {
                SKColor colour = pixels[(y * picture.Width) + x];
                int cell = 3 * ((y * grid / picture.Height * grid) + (x * grid / picture.Width));
                double share = grid * grid / (255.0 * picture.Width * picture.Height);
                (features[cell], features[cell + 1], features[cell + 2]) = (features[cell] + (colour.Red * share), features[cell + 1] + (colour.Green * share), features[cell + 2] + (colour.Blue * share));
            }
        }
        return features;
    }
}
