using Graft.Imaging.Synthetic;
using Graft.Recipes;

namespace Graft.Training.Tests;

public sealed class RateFinderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-rates-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_steepest_fall_and_the_rise_are_read_from_the_curve()
    {
        // Falls along a logistic curve in the logarithm of the rate, steepest at 10^-3, and rises without bound from 10^-1 on.
        RateTrial[] trials = [.. Enumerable.Range(0, 61).Select(place => Math.Pow(10, -6 + (place / 10.0))).Select(rate =>
            new RateTrial(rate, 0, 2 - (1 / (1 + Math.Exp(-3 * (Math.Log10(rate) + 3)))) + (rate > 0.1 ? 50 * (rate - 0.1) : 0)))];
        RateSearch search = RateSearch.Of(trials, diverged: false);
        Assert.Equal(1e-3, search.Steepest!.Value, 1e-4);
        Assert.Equal(0.125893, search.Rises!.Value, 1e-5); // the first tried of those above 0.1
        Assert.Equal(search.Steepest, search.Suggested);
    }

    [Fact]
    public void Where_a_fitted_head_leaves_nothing_to_fall_the_rise_is_the_limit()
    {
        RateSearch search = RateSearch.Of([.. Enumerable.Range(1, 100).Select(place => new RateTrial(place * 1e-4, 0, place < 60 ? 0.8 : 0.8 + (place * 0.01)))], diverged: true);
        Assert.Null(search.Steepest);
        Assert.Equal(60e-4, search.Rises!.Value, 1e-9);
        Assert.Equal(20e-4, search.Suggested!.Value, 1e-9);
    }

    [Fact]
    public void A_flat_curve_says_nothing()
    {
        RateSearch search = RateSearch.Of([.. Enumerable.Range(1, 50).Select(place => new RateTrial(place * 1e-4, 1, 1))], diverged: false);
        Assert.Null(search.Suggested);
    }

    [Fact]
    public void On_pictures_a_network_learns_at_some_rates_and_breaks_at_others()
    {
        new SyntheticPictures([.. Concept.Source.Take(3)], TrainPerClass: 16, TestPerClass: 1) { Side = 48, Seed = 1 }.Write(folder);
        Recipe recipe = Recipe.Named("scratch").With([new("model.name", "tiny"), new("model.resolution", "32"), new("training.batch", "8"), new("training.optimizer.momentum", "0"), new("training.optimizer.nesterov", "false")]);
        RateSearch search = RateFinder.Find(recipe, folder, 1e-5, 1e6, 60);
        Assert.True(search.Diverged);
        Assert.InRange(search.Steepest!.Value, 1e-4, 10);
        Assert.True(search.Trials.Count < 60);
        Assert.Equal(1e-5, search.Trials[0].Rate, 1e-9);
        Assert.Equal(search.Trials.Select(trial => trial.Rate).Order(), search.Trials.Select(trial => trial.Rate));
    }

    [Fact]
    public void The_same_seed_gives_the_same_curve()
    {
        new SyntheticPictures([.. Concept.Source.Take(3)], TrainPerClass: 8, TestPerClass: 1) { Side = 48, Seed = 1 }.Write(folder);
        Recipe recipe = Recipe.Named("scratch").With([new("model.name", "tiny"), new("model.resolution", "32"), new("training.batch", "4")]);
        Assert.Equal(RateFinder.Find(recipe, folder, 1e-5, 1e-2, 12).Trials, RateFinder.Find(recipe with { Data = recipe.Data with { LoaderThreads = 2 } }, folder, 1e-5, 1e-2, 12).Trials);
    }
}
