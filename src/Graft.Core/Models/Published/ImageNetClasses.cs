using Graft.Graphs;

namespace Graft.Models;

/// <summary>The 1,000 classes of ImageNet's classification challenge (Russakovsky et al. 2015, arXiv:1409.0575) by short English names, in the order of the logits.</summary>
/// <remarks>imagenet-classes.txt, one name a line, is the list of torchvision 0.14 (BSD-3-Clause, in its file models/_meta.py; THIRD-PARTY-NOTICES.md has the terms), written by bench/parity/torchvision_weights.py.</remarks>
public static class ImageNetClasses
{
    public static ValueList<string> Names { get; } = Read();

    private static ValueList<string> Read()
    {
        using Stream stream = typeof(ImageNetClasses).Assembly.GetManifestResourceStream("imagenet-classes.txt")!;
        using StreamReader reader = new(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
