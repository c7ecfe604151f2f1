using System.IO.Compression;
using Graft.Graphs;

namespace Graft.Core.Tests.Models;

/// <summary>What torchvision's network of a name holds, as Fixtures/torchvision_states.py wrote it.</summary>
internal sealed record PublishedState(string Name, long Parameters, long Auxiliary, long MultiplyAdds)
{
    public List<(string Name, Shape Shape)> Tensors { get; } = [];

    public static IReadOnlyDictionary<string, PublishedState> All { get; } = Read();

    private static Dictionary<string, PublishedState> Read()
    {
        Dictionary<string, PublishedState> states = [];
        PublishedState? state = null;
        using StreamReader text = new(new GZipStream(File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Fixtures", "torchvision_states.txt.gz")), CompressionMode.Decompress));
        foreach (string[] words in text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')))
        {
            if (words[0] == "#")
            {
                state = new(words[1], long.Parse(words[2]), long.Parse(words[3]), long.Parse(words[4]));
                states.Add(state.Name, state);
            }
            else
            {
                state!.Tensors.Add((words[0], [.. words[1].Split('x').Select(long.Parse)]));
            }
        }
        return states;
    }
}
