using System.CommandLine;
using System.CommandLine.Parsing;
using Graft.Cli.CommandLine;
using Graft.Inference;
using Graft.Models;
using Graft.Recipes;
using Graft.Training.Curves;

namespace Graft.Cli.Commands;

/// <summary>The networks that a command line names for <c>learn-curve</c>, each with its weights.</summary>
internal static class CurveModels
{
    /// <summary>Networks in the order in which they were named, with published weights fetched.</summary>
    /// <param name="parsed">Read token by token, since each --weights belongs to the --model before it.</param>
    /// <param name="scratch">Whether each network by name comes once more, with random weights.</param>
    /// <exception cref="MisuseException">None is named, or weights stand before any model, or one is named twice.</exception>
    public static IReadOnlyList<CurveModel> Of(ParseResult parsed, Recipe recipe, string data, bool offline, bool scratch, StopRequest stop)
    {
        (string Model, string? Weights)[] named = [.. Named(parsed)];
        if (named.Length == 0)
        {
            throw new MisuseException("--model is needed: a name that 'graft models' lists, an ONNX file, or the folder of a run.");
        }
        List<CurveModel> models = [];
        foreach ((string name, string? weights) in named)
        {
            bool several = named.Count(other => other.Model == name) > 1;
            // A file or run is called by its own name where no other has the same.
            string shown = Path.Exists(name) && named.Count(other => Short(other.Model) == Short(name)) == 1 ? Short(name) : name;
            List<KeyValuePair<string, string>> settings = [new("model.name", Directory.Exists(name) ? ImageClassifier.FileOf(name) : name)];
            if (weights is not null)
            {
                settings.Add(new("model.weights", weights));
            }
            CurveModel model = new(several && weights is not null ? $"{shown}, {Path.GetFileName(weights)}" : shown, PretrainedChoice.Settle(recipe.With([.. settings]), data, weights, offline, stop));
            models.Add(model);
            if (scratch && Architectures.TryFind(name) is not null && !models.Exists(other => other.Name == model.FromRandom().Name) && model.Recipe.Model.Weights is not (null or Recipes.ModelOptions.NoWeights))
            {
                models.Add(several ? new CurveModel(name, model.Recipe).FromRandom() : model.FromRandom());
            }
        }
        if (scratch && models.Count == named.Length)
        {
            throw new MisuseException("--scratch goes with a network by name that has pretrained weights: a file's or a run's own weights cannot be drawn anew.");
        }
        return models.DistinctBy(model => model.Name).Count() == models.Count ? models : throw new MisuseException("the same network is named twice; name it once, or with other --weights.");
    }

    private static string Short(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(path));

    private static IEnumerable<(string Model, string? Weights)> Named(ParseResult parsed)
    {
        List<(string Model, string? Weights)> named = [];
        string option = "";
        foreach (Token token in parsed.Tokens)
        {
            if (token.Type == TokenType.Option)
            {
                option = token.Value;
            }
            else if (option == "--model")
            {
                named.AddRange(File.Exists(token.Value) ? [(token.Value, null)] : token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(name => (name, (string?)null)));
            }
            else if (option == "--weights")
            {
                if (named.Count == 0 || named[^1].Weights is not null)
                {
                    throw new MisuseException($"--weights {token.Value} stands {(named.Count == 0 ? "before any --model" : $"second after --model {named[^1].Model}")}: each belongs to the model named before it.");
                }
                named[^1] = (named[^1].Model, token.Value);
            }
        }
        return named;
    }
}
