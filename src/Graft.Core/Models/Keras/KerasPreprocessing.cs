namespace Graft.Models;

/// <summary>What Keras' <c>preprocess_input</c> does to a picture, by the names of its modes.</summary>
/// <remarks>Keras states the colours but not how a photo becomes a square; the accuracies that it lists are those of a single centre crop, so that is what stands here.</remarks>
internal static class KerasPreprocessing
{
    /// <summary>BGR from 0 to 255 less the mean colour of ImageNet: VGG and ResNet, whose weights came from Caffe.</summary>
    public static Preprocessing Caffe { get; } = new() { Channels = ChannelOrder.Bgr, Scale = 1, Mean = [103.939f, 116.779f, 123.68f], Deviation = [1, 1, 1] };

    /// <summary>RGB from −1 to 1.</summary>
    public static Preprocessing MinusOneToOne { get; } = new() { Mean = [0.5f, 0.5f, 0.5f], Deviation = [0.5f, 0.5f, 0.5f] };

    /// <summary>RGB from 0 to 1 by mean and deviation of ImageNet, as torchvision.</summary>
    public static Preprocessing Torch => Preprocessing.ImageNet;
}
