namespace Graft.Weights.Pickles;

/// <summary>A Python dictionary: its pairs in the order of writing.</summary>
internal sealed class PickleDict
{
    private List<KeyValuePair<object?, object?>>? pairs;

    public IReadOnlyList<KeyValuePair<object?, object?>> Pairs => pairs ?? (IReadOnlyList<KeyValuePair<object?, object?>>)[];

    public void Add(object? key, object? value) => (pairs ??= []).Add(new(key, value));

    /// <summary>The value under a text key; null where there is none.</summary>
    public object? Find(string key) => Pairs.LastOrDefault(pair => pair.Key is string text && text == key).Value;
}

/// <summary>A Python class or function by name. Nothing of Python ever runs: <paramref name="Call"/> is what we make of its arguments, null for a mere name.</summary>
internal sealed record PickleGlobal(string Name, Func<object?[], object?>? Call = null);

/// <summary>What a pickle may name beside plain data.</summary>
internal interface IPickleWorld
{
    /// <summary>The class or function of this full name, such as <c>collections.OrderedDict</c>; null to refuse it.</summary>
    PickleGlobal? FindGlobal(string name);

    /// <summary>What an identity stands for that the writer kept outside the pickle.</summary>
    /// <exception cref="PickleException">It is not one of ours.</exception>
    object LoadOutside(object? identity);
}

/// <summary>A pickle that is damaged or asks for more than data; the reader adds the file's name and the place.</summary>
internal sealed class PickleException(string message) : GraftException(message);
