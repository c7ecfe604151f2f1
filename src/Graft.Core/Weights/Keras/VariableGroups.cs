using System.Globalization;
using Graft.Weights.Hdf5;

namespace Graft.Weights.Keras;

/// <summary>The layout of Keras 3 (<c>.weights.h5</c>): groups as objects hold each other, with numbered variables in a group <c>vars</c>.</summary>
internal static class VariableGroups
{
    private const string Variables = "vars";

    public static bool Fit(Hdf5Node root) => root.Child("layers") is { } layers ? HasVariables(layers) : root.Child("_layer_checkpoint_dependencies") is { } older && HasVariables(older);

    public static IEnumerable<KerasWeight> Read(Hdf5Tree tree) => Walk(tree, tree.Root);

    private static bool HasVariables(Hdf5Node node) => node.Children.ContainsKey(Variables) || node.Children.Values.Any(HasVariables);

    private static IEnumerable<KerasWeight> Walk(Hdf5Tree tree, Hdf5Node node)
    {
        foreach ((string name, Hdf5Node child) in node.Children)
        {
            // What the optimizer remembers is no weight of the network.
            if (node.Path.Length == 0 && name is "optimizer")
            {
                continue;
            }
            foreach (KerasWeight weight in name == Variables ? Own(tree, node, child) : child.Tensor is { } tensor ? [new(child.Path, tensor)] : Walk(tree, child))
            {
                yield return weight;
            }
        }
    }

    private static IEnumerable<KerasWeight> Own(Hdf5Tree tree, Hdf5Node owner, Hdf5Node variables)
    {
        Hdf5Node[] numbered = [.. variables.Children.Values.Where(child => child.Tensor is not null).OrderBy(Number).ThenBy(child => child.Path, StringComparer.Ordinal)];
        string[] names = [.. numbered.Select(child => child.Path[(variables.Path.Length + 1)..])];
        string[] words = WeightWords.For("", names, [.. numbered.Select(child => child.Tensor!.Shape)]);
        // Later versions state the layer's own name; where it is missing, the path is all there is.
        string layer = variables.Attributes.TryGetValue("name", out Hdf5Attribute? said) && said.Texts(tree.Heap) is [{ Length: > 0 } text] ? text : owner.Path;
        return numbered.Zip(words, (child, word) => new KerasWeight($"{layer}/{word}", child.Tensor!));
    }

    private static int Number(Hdf5Node child) => int.TryParse(child.Path[(child.Path.LastIndexOf('/') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : int.MaxValue;
}
