namespace Graft.Inference;

/// <summary>How a heat map was come by.</summary>
public enum HeatMapMethod
{
    /// <summary>Class activation: behind the map of features the network only sums and weighs, so what each place adds to the logit is known exactly.</summary>
    /// <remarks>Zhou et al. 2016 (arXiv:1512.04150), equation 2.</remarks>
    ClassActivation,

    /// <summary>What follows the map of features bends (rectifiers, norms, attention): each place's features times the gradient of the logit there.</summary>
    /// <remarks>HiResCAM, Draelos and Carin 2020 (arXiv:2011.08891), §3.2. The sum over channels of feature times gradient is a derivative in one direction, which is measured by running the rest of the network.</remarks>
    Gradient,

    /// <summary>The network has no map that all goes through: each part of the picture is covered in turn.</summary>
    /// <remarks>Zeiler and Fergus 2014 (arXiv:1311.2901), §4.2.</remarks>
    Occlusion,
}

/// <summary>Where a network found what speaks for a class.</summary>
/// <param name="Label">Index of the class.</param>
/// <param name="Rows">Places from the top to the bottom of the crop that the network saw; each is as high as every other.</param>
/// <param name="Columns">Places from left to right.</param>
/// <param name="Evidence">(Rows, Columns) row-major: what each place adds to the logit of the class, below 0 where it speaks against it.</param>
/// <param name="Logit">The logit of the class for the whole picture.</param>
public sealed record HeatMap(int Label, int Rows, int Columns, float[] Evidence, float Logit, HeatMapMethod Method)
{
    /// <summary>(Rows, Columns) row-major, for drawing: what speaks for the class, as a share of the strongest; 0 where nothing does or where it speaks against.</summary>
    public float[] Heat()
    {
        float most = Evidence.Length == 0 ? 0 : Evidence.Max();
        return [.. Evidence.Select(value => most > 0 ? Math.Max(0, value) / most : 0)];
    }

    /// <summary>How the map was come by, for people.</summary>
    public string MethodText => Method switch
    {
        HeatMapMethod.ClassActivation => "class activation (exact)",
        HeatMapMethod.Gradient => "gradient (HiResCAM)",
        _ => "occlusion",
    };
}

/// <summary>What a network says of a picture, and why.</summary>
/// <param name="Logits">Of all classes.</param>
/// <param name="Maps">One for each class asked for, in that order.</param>
public sealed record Explanation(float[] Logits, IReadOnlyList<HeatMap> Maps);
