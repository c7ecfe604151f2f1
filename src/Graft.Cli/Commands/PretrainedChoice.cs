using Graft.Cli.CommandLine;
using Graft.Cli.Output;
using Graft.Downloads;
using Graft.Models;
using Graft.Recipes;
using Graft.Weights;

namespace Graft.Cli.Commands;

/// <summary>Decides which published weights a recipe begins with, and sees to it that they are here before anything else is done.</summary>
internal static class PretrainedChoice
{
    /// <summary>The recipe with the identifier of its weights, fetched: those it names, or the first that are published for its architecture where it names none and does not begin from scratch.</summary>
    /// <param name="data">Where the pictures are; nothing is fetched for a folder that is not there.</param>
    /// <param name="asked">What --weights says. In a recipe, as on a command line, "none" is no value; here it is an answer.</param>
    /// <exception cref="DownloadException">They cannot be had; the message says which file to fetch from where, where to put it, and how to do without.</exception>
    public static Recipe Settle(Recipe recipe, string data, string? asked, bool offline, StopRequest stop)
    {
        if (recipe.Model.Name is null)
        {
            recipe = recipe with { Model = Default(recipe, data, offline, stop) };
        }
        (string? network, string? given) = (recipe.Model.Name, recipe.Model.Weights);
        Architecture? architecture = network is null || File.Exists(network) ? null : Architectures.TryFind(network);
        if (!Path.Exists(data) || architecture is null || asked is Recipes.ModelOptions.NoWeights || (given is not null && WeightFile.Find(given) is not null) || (given is null && recipe.Base == NamedRecipes.Scratch))
        {
            return recipe;
        }
        PretrainedWeights? weights = given is null ? First(architecture, recipe) : Named(given, architecture);
        if (weights is null)
        {
            return recipe;
        }
        if (weights.IsEmbedded)
        {
            Console.Error.WriteLine($"{network} begins with the weights that come with Graft ({weights.Id}, licence {weights.Licence})");
            return recipe with { Model = recipe.Model with { Weights = weights.Id } };
        }
        WeightStore store = new();
        string which = given is null ? $"no weights are given; taking {weights.Id}" : weights.Id;
        Console.Error.WriteLine($"{which}: {PretrainedFiles.Describe(weights)}, {(store.Has(weights) ? "from" : "fetched into")} {store.Folder}");
        try
        {
            PretrainedFiles.Pull(weights, offline, stop);
        }
        catch (DownloadException error)
        {
            throw new DownloadException($"{error.Message}\nOr begin with random weights, which need far more pictures and time: --recipe scratch, or --weights none.{(DefaultNetwork.Embedded is { } own ? $"\n{DefaultNetwork.OrTake(own)}" : "")}", error);
        }
        return recipe with { Model = recipe.Model with { Weights = weights.Id } };
    }

    /// <summary>The network that is taken where nobody names one, and why.</summary>
    private static Recipes.ModelOptions Default(Recipe recipe, string data, bool offline, StopRequest stop)
    {
        if (recipe.Model.Weights is not null || recipe.Base == NamedRecipes.Scratch)
        {
            throw new MisuseException("--model is needed: a name that 'graft models' lists, or an ONNX file.");
        }
        if (!Path.Exists(data))
        {
            return recipe.Model with { Name = DefaultNetwork.Preferred };
        }
        DefaultNetwork chosen = PretrainedFiles.ChooseDefault(offline, stop);
        DefaultNetworkText.Write(chosen, Console.Error);
        return recipe.Model with { Name = chosen.Weights.Architecture, Weights = chosen.Weights.Id };
    }

    /// <summary>What is published first; for the tutorial of 2018, whose files were TF-Slim's, the first of those.</summary>
    private static PretrainedWeights? First(Architecture architecture, Recipe recipe)
    {
        IReadOnlyList<PretrainedWeights> published = PublishedWeights.Of(architecture.Name);
        return published.FirstOrDefault(weights => recipe.Base == NamedRecipes.Seed && weights.Publisher == Publishers.Slim) ?? published.FirstOrDefault();
    }

    /// <summary>The published weights that --weights names; null for what only the reader of files can judge.</summary>
    private static PretrainedWeights? Named(string given, Architecture architecture)
    {
        if ((PublishedWeights.TryFind(given) ?? PublishedWeights.TryFind($"{architecture.Name}.{given}")) is not { } weights)
        {
            string[] known = [.. PublishedWeights.Of(architecture.Name).Select(each => each.Id)];
            return WeightFile.Find(given) is not null || known.Length == 0 ? null : throw new MisuseException(
                $"--weights {given}: there is no such file, and nothing is published under that name for '{architecture.Name}', but {string.Join(", ", known)}. Name a file, one of these, or none.");
        }
        return weights.Architecture == architecture.Name ? weights
            : throw new MisuseException($"--weights {given}: these are weights of '{weights.Architecture}', but the network is '{architecture.Name}'. Use --model {weights.Architecture}, or leave --weights out.");
    }
}
