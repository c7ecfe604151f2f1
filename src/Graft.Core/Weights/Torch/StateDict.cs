using System.Globalization;
using Graft.Weights.Pickles;

namespace Graft.Weights.Torch;

/// <summary>The state dict within whatever a PyTorch file holds: itself, or one entry of a checkpoint.</summary>
/// <param name="At">The keys that lead to it, joined by dots; empty for the whole file.</param>
/// <param name="Notes">The other entries of the checkpoint, as text.</param>
internal sealed record StateDict(string At, IReadOnlyList<KeyValuePair<string, TorchTensor>> Tensors, IReadOnlyDictionary<string, string> Notes)
{
    private const int MaxDepth = 4, MaxDicts = 10_000, MaxNote = 200;

    // What programs call the weights in their checkpoints, the likeliest first.
    private static readonly string[] Keys = ["state_dict", "model_state_dict", "model_state", "model", "net", "network", "weights", "params", "module"];

    /// <summary>Finds the state dict: the one under a usual name, else the one with the most tensors.</summary>
    /// <exception cref="PickleException">There is none.</exception>
    public static StateDict Find(object? root)
    {
        if (root is not PickleDict dict)
        {
            throw new PickleException($"it holds {Describe(root)} instead of a state dict; save it with torch.save(model.state_dict(), path)");
        }
        List<Candidate> found = [];
        Collect(dict, "", 0, found, []);
        Candidate best = found.OrderBy(one => one.Rank).ThenByDescending(one => one.Tensors).ThenBy(one => one.At.Length).FirstOrDefault()
            ?? throw new PickleException("it holds no tensor under a name; save the state dict with torch.save(model.state_dict(), path)");
        return new(best.At, TensorsOf(best.Dict), NotesOf(dict, best));
    }

    private static void Collect(PickleDict dict, string at, int depth, List<Candidate> found, HashSet<PickleDict> seen)
    {
        if (depth > MaxDepth || seen.Count > MaxDicts || !seen.Add(dict))
        {
            return;
        }
        int tensors = dict.Pairs.Count(pair => pair is { Key: string, Value: TorchTensor });
        if (tensors > 0)
        {
            int rank = Array.IndexOf(Keys, at[(at.LastIndexOf('.') + 1)..]);
            found.Add(new(dict, at, tensors, rank < 0 ? Keys.Length : rank));
        }
        foreach ((object? key, object? value) in dict.Pairs)
        {
            if (key is string name && value is PickleDict inner)
            {
                Collect(inner, at.Length == 0 ? name : at + "." + name, depth + 1, found, seen);
            }
        }
    }

    private static List<KeyValuePair<string, TorchTensor>> TensorsOf(PickleDict dict)
    {
        List<KeyValuePair<string, TorchTensor>> tensors = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach ((object? key, object? value) in dict.Pairs)
        {
            if (key is string name && value is TorchTensor tensor)
            {
                tensors.Add(names.Add(name) ? new(name, tensor) : throw new PickleException($"'{name}' stands in it twice"));
            }
        }
        return tensors;
    }

    private static Dictionary<string, string> NotesOf(PickleDict root, Candidate best)
    {
        Dictionary<string, string> notes = new(StringComparer.Ordinal);
        if (best.At.Length > 0)
        {
            notes["state dict"] = best.At;
        }
        foreach ((object? key, object? value) in root.Pairs.Where(pair => pair.Value is not TorchTensor && pair.Value != best.Dict).Concat(best.Dict.Pairs.Where(pair => pair.Value is not TorchTensor)))
        {
            notes[key is string name ? Cut(name) : Describe(key)] = Describe(value);
        }
        foreach ((object? key, object? value) in root.Pairs.Where(pair => root != best.Dict && pair.Value is TorchTensor))
        {
            notes[key is string name ? Cut(name) : Describe(key)] = Describe(value);
        }
        return notes;
    }

    private static string Describe(object? value) => value switch
    {
        null => "None",
        string text => Cut(text),
        bool or long or double => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        TorchTensor tensor => $"a tensor of shape ({string.Join(", ", tensor.Sizes)})",
        PickleDict dict => $"a dictionary of {dict.Pairs.Count} entries",
        List<object?> list => $"a list of {list.Count}",
        object?[] tuple => $"a tuple of {tuple.Length}",
        byte[] bytes => $"{bytes.Length} bytes",
        PickleGlobal global => global.Name,
        _ => "a large number",
    };

    private static string Cut(string text) => text.Length <= MaxNote ? text : text[..MaxNote] + "…";

    private sealed record Candidate(PickleDict Dict, string At, int Tensors, int Rank);
}
