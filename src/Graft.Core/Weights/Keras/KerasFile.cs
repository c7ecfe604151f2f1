using Graft.Graphs;
using Graft.Weights.Hdf5;

namespace Graft.Weights.Keras;

/// <summary>A Keras weight file, or any other HDF5 file of numbers. Tensors are called by their layer and what they are in it: <c>block1_conv1/kernel</c>. See docs/formats/keras.md.</summary>
internal sealed class KerasFile : WeightFile
{
    private KerasFile(MappedFile file, string format, WeightTable tensors, IReadOnlyDictionary<string, string> metadata)
        : base(file) => (Format, Tensors, Metadata) = (format, tensors, metadata);

    public override string Format { get; }

    public override WeightTable Tensors { get; }

    public override IReadOnlyDictionary<string, string> Metadata { get; }

    public static bool Fits(MappedFile file) => Hdf5Tree.Fits(file);

    public static WeightFile Read(MappedFile file)
    {
        Hdf5Tree tree = Hdf5Tree.Read(file);
        Dictionary<string, string> metadata = new(tree.Others, StringComparer.Ordinal);
        foreach (string note in (string[])["keras_version", "backend"])
        {
            if (tree.Root.Attributes.TryGetValue(note, out Hdf5Attribute? attribute) || (tree.Root.Child("model_weights")?.Attributes.TryGetValue(note, out attribute) ?? false))
            {
                metadata[note] = string.Concat(attribute.Texts(tree.Heap));
            }
        }
        (string format, IEnumerable<KerasWeight> weights) = tree.Root.Child("model_weights") is { } whole && LayerGroups.Fit(whole) ? ("Keras model", LayerGroups.Read(tree, whole))
            : LayerGroups.Fit(tree.Root) ? ("Keras weights", LayerGroups.Read(tree, tree.Root))
            : VariableGroups.Fit(tree.Root) ? ("Keras 3 weights", VariableGroups.Read(tree))
            : ("HDF5", Everything(tree.Root));
        OrderedDictionary<string, Tensor> tensors = new(StringComparer.Ordinal);
        foreach (KerasWeight weight in weights)
        {
            if (!tensors.TryAdd(weight.Name, weight.Tensor))
            {
                throw tree.Source.Fault($"two weights are called '{weight.Name}'");
            }
        }
        return new KerasFile(file, format, new(tensors), metadata);
    }

    private static IEnumerable<KerasWeight> Everything(Hdf5Node node) => node.Tensor is { } tensor ? [new(node.Path, tensor)] : node.Children.Values.SelectMany(Everything);
}

/// <summary>A tensor and what Graft calls it.</summary>
internal readonly record struct KerasWeight(string Name, Tensor Tensor);
