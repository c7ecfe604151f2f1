namespace Graft.Models;

/// <summary>How TF-Slim prepares pictures for evaluation.</summary>
/// <remarks>
/// After <c>preprocessing/vgg_preprocessing.py</c> and <c>inception_preprocessing.py</c>. TensorFlow's resize of that time took single pixels where it shrank a picture; here shrinking is antialiased, as everywhere in Graft.
/// </remarks>
internal static class SlimPreprocessing
{
    /// <summary>Of VGG and ResNet v1, whose weights came from Caffe: shorter side 256, centre 224, RGB from 0 to 255 less the mean colour of ImageNet.</summary>
    public static Preprocessing Vgg { get; } = new() { Scale = 1, Mean = [123.68f, 116.78f, 103.94f], Deviation = [1, 1, 1] };

    /// <summary>Of Inception, MobileNet and ResNet v2: the middle 87.5 % of each side, stretched to the input, RGB from −1 to 1.</summary>
    public static Preprocessing Inception { get; } = new() { Policy = ResizePolicy.CentreFraction, Fraction = 0.875, Mean = [0.5f, 0.5f, 0.5f], Deviation = [0.5f, 0.5f, 0.5f] };
}
