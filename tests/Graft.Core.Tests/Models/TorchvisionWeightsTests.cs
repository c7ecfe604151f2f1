using System.Globalization;
using Graft.Graphs;
using Graft.Models;
using Graft.Tests;

namespace Graft.Core.Tests.Models;

public sealed class TorchvisionWeightsTests
{
    [Fact]
    public void Every_published_architecture_has_weights_told_apart_by_name() =>
        Assert.Equal(PublishedState.All.Keys.Order(StringComparer.Ordinal),
            TorchvisionWeights.All.GroupBy(weights => weights.Architecture).Where(group => group.DistinctBy(weights => weights.Name).Count() == group.Count()).Select(group => group.Key).Order(StringComparer.Ordinal));

    [Fact]
    public void The_stated_beginning_of_the_hash_is_eight_hexadecimal_digits() =>
        Assert.All(TorchvisionWeights.All, weights => Assert.Matches("^[0-9a-f]{8}$", weights.Sha256));

    [Fact]
    public void A_file_is_known_by_the_hash_stated()
    {
        PretrainedWeights weights = TorchvisionWeights.All.First(weights => weights.Architecture == "resnet18");
        Assert.True(weights.IsHashed("F37072FD" + new string('0', 56)));
        Assert.False(weights.IsHashed("f37072fe" + new string('0', 56)));
        Assert.False(weights.IsHashed("f37072fd"));
    }

    /// <summary>Fixtures/torchvision_weights.txt, which bench/parity/torchvision_weights.py wrote from an installed torchvision.</summary>
    [Fact]
    public void The_table_is_what_torchvision_says_of_its_weights()
    {
        string[] rows = [.. TorchvisionWeights.All.Select(weights => string.Join('\t',
            weights.Architecture, weights.Name, weights.Address, weights.Preprocessing.Height, weights.Preprocessing.Resize, weights.Preprocessing.Resampling.ToString().ToLowerInvariant(),
            Numbers(weights.Preprocessing.Mean), Numbers(weights.Preprocessing.Deviation), Math.Round(weights.Accuracy!.Value * 100, 3).ToString(CultureInfo.InvariantCulture), weights.Licence is null ? "-" : "SWAG"))];
        string[] expected = [.. Stated.Select(cells => string.Join('\t',
            cells[0], cells[1], cells[2], cells[5], cells[6], cells[7], Normalised(cells, 8), Normalised(cells, 9), double.Parse(cells[4], CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture), cells[10].Contains("SWAG") ? "SWAG" : "-"))];
        Assert.Equal(expected, rows);

        // torchvision's Inceptions turn ImageNet's mean and deviation into 0.5 inside; a test of the architectures checks that.
        static string Normalised(string[] cells, int at) => cells[0] is "googlenet" or "inception_v3" ? "0.5,0.5,0.5" : cells[at];
        static string Numbers(IEnumerable<float> values) => string.Join(',', values.Select(value => value.ToString(CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void The_network_that_weights_fit_has_as_many_parameters_as_torchvision_states() => Assert.All(Stated, cells =>
    {
        Architecture architecture = Architectures.Find(cells[0]);
        long parameters = architecture.Build(side: int.Parse(cells[5], CultureInfo.InvariantCulture)).Cost().Parameters;
        // With the auxiliary head for Inception v3, without it for GoogLeNet.
        Assert.Contains(long.Parse(cells[3], CultureInfo.InvariantCulture), (long[])[parameters, parameters + PublishedState.All[architecture.Name].Auxiliary]);
    });

    [Fact]
    public void Classes_are_those_of_ImageNet_in_its_order()
    {
        Assert.Equal(1000, ImageNetClasses.Names.Distinct().Count());
        string synsets = Path.Combine(TestData.Require("imagenet-samples"), "labels.txt");
        // The data set's own words are all synonyms of a class; the short name is one of them, but for words that two classes share or that were put right.
        int same = File.ReadLines(synsets).Zip(ImageNetClasses.Names).Count(pair => pair.First.Split(", ").Contains(pair.Second));
        Assert.InRange(same, 950, 1000);
    }

    private static IEnumerable<string[]> Stated => File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "torchvision_weights.txt")).Select(line => line.Split('\t'));
}
