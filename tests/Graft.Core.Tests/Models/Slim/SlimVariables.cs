using Graft.Graphs;

namespace Graft.Core.Tests.Models.Slim;

/// <summary>The variables of one of Slim's networks, as Fixtures/slim_variables.py lists them from Slim's own scopes.</summary>
internal sealed record SlimVariables(string Name, int Classes, int Side, long MultiplyAdds)
{
    /// <summary>Names and shapes, in TensorFlow's layouts.</summary>
    public List<(string Name, Shape Shape)> Variables { get; } = [];

    public static IReadOnlyDictionary<string, SlimVariables> All { get; } = Read();

    /// <summary>What Graft calls the weight of a variable: Slim's scope without the network's name and the word for its kind of unit, and PyTorch's words for the variable.</summary>
    public static string WeightOf(string variable)
    {
        string path = variable[(variable.IndexOf('/', StringComparison.Ordinal) + 1)..].Replace("/bottleneck_v1", "", StringComparison.Ordinal).Replace("/bottleneck_v2", "", StringComparison.Ordinal).Replace('/', '.').Replace("BatchNorm", "bn", StringComparison.Ordinal);
        int last = path.LastIndexOf('.');
        return path[..last] + path[last..] switch
        {
            ".weights" or ".depthwise_weights" or ".gamma" => ".weight",
            ".biases" or ".beta" => ".bias",
            ".moving_mean" => ".running_mean",
            _ => ".running_var",
        };
    }

    private static Dictionary<string, SlimVariables> Read()
    {
        Dictionary<string, SlimVariables> all = [];
        SlimVariables? network = null;
        foreach (string[] words in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "slim_variables.txt")).Select(line => line.Split(' ')))
        {
            if (words[0] == "#")
            {
                network = new(words[1], int.Parse(words[2]), int.Parse(words[3]), long.Parse(words[4]));
                all.Add(network.Name, network);
            }
            else
            {
                network!.Add(words[0], [.. words[1].Split('x').Select(long.Parse)], words[2]);
            }
        }
        return all;
    }

    private void Add(string scope, Shape sizes, string kinds)
    {
        Shape channels = [kinds[0] == 'd' ? sizes[2] : sizes[^1]];
        foreach (char kind in kinds)
        {
            switch (kind)
            {
                case 'w': Variables.Add(($"{scope}/weights", sizes)); break;
                case 'd': Variables.Add(($"{scope}/depthwise_weights", sizes)); break;
                case 'b': Variables.Add(($"{scope}/biases", channels)); break;
                case 'p': Variables.AddRange(Norm(scope, scaled: true)); break;
                default: Variables.AddRange(Norm($"{scope}/BatchNorm", scaled: kind == 'g')); break;
            }
        }

        IEnumerable<(string, Shape)> Norm(string at, bool scaled) =>
            ((string[])["beta", .. scaled ? ["gamma"] : Array.Empty<string>(), "moving_mean", "moving_variance"]).Select(word => ($"{at}/{word}", channels));
    }
}
