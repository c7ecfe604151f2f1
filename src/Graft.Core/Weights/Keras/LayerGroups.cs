using System.Globalization;
using Graft.Weights.Hdf5;

namespace Graft.Weights.Keras;

/// <summary>The layout of Keras 1 and 2: a list of layers, for each a group with a list of its weights.</summary>
internal static class LayerGroups
{
    private const string Layers = "layer_names", Weights = "weight_names";

    public static bool Fit(Hdf5Node group) => group.Attributes.ContainsKey(Layers) || group.Attributes.ContainsKey(Layers + "0");

    public static IEnumerable<KerasWeight> Read(Hdf5Tree tree, Hdf5Node group)
    {
        foreach (string layer in Names(tree, group, Layers))
        {
            Hdf5Node own = group.Child(layer) ?? throw tree.Source.Fault($"the layer '{layer}' is listed but has no group");
            (string Name, Hdf5Node Node)[] weights = [.. Names(tree, own, Weights).Select(name => (name, Find(tree, own, layer, name)))];
            string[] words = WeightWords.For(layer, [.. weights.Select(weight => weight.Name)], [.. weights.Select(weight => weight.Node.Tensor!.Shape)]);
            foreach (((_, Hdf5Node node), string word) in weights.Zip(words))
            {
                yield return new($"{layer}/{word}", node.Tensor!);
            }
        }
    }

    private static Hdf5Node Find(Hdf5Tree tree, Hdf5Node layer, string name, string weight) => layer.Child(weight) is { Tensor: not null } node ? node
        : throw tree.Source.Fault($"the weight '{weight}' of the layer '{name}' is listed but not there");

    // A list that does not fit into 64 KiB is cut into numbered ones.
    private static IEnumerable<string> Names(Hdf5Tree tree, Hdf5Node group, string list)
    {
        if (group.Attributes.TryGetValue(list, out Hdf5Attribute? names))
        {
            return names.Texts(tree.Heap);
        }
        List<string> all = [];
        for (int part = 0; group.Attributes.TryGetValue(list + part.ToString(CultureInfo.InvariantCulture), out names); part++)
        {
            all.AddRange(names.Texts(tree.Heap));
        }
        return all;
    }
}
