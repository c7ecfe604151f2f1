using Graft.Models;

namespace Graft.Core.Tests.Models.Slim;

public sealed class SlimWeightsTests
{
    /// <summary>(v · scale − mean) / deviation of a pixel's red, green and blue, worked out from Slim's preprocessing.</summary>
    [Theory]
    [InlineData("slim_resnet_v1_50", 0, -123.68, -116.78, -103.94)]
    [InlineData("slim_resnet_v1_50", 255, 131.32, 138.22, 151.06)]
    [InlineData("slim_resnet_v2_50", 0, -1, -1, -1)]
    [InlineData("slim_inception_v3", 255, 1, 1, 1)]
    [InlineData("slim_mobilenet_v2", 51, -0.6, -0.6, -0.6)]
    public void Pictures_have_the_range_that_the_weights_were_trained_on(string name, float value, double red, double green, double blue)
    {
        Preprocessing preprocessing = Architectures.Find(name).Preprocessing;
        Assert.Equal(ChannelOrder.Rgb, preprocessing.Channels);
        Assert.Equal([red, green, blue], preprocessing.Mean.Zip(preprocessing.Deviation, (mean, deviation) => Math.Round(((value * preprocessing.Scale) - mean) / deviation, 4)));
    }

    [Theory]
    [InlineData("slim_resnet_v1_101", ResizePolicy.ShorterSide, 224, 1000)]
    [InlineData("slim_resnet_v2_101", ResizePolicy.CentreFraction, 299, 1001)]
    [InlineData("slim_inception_v1", ResizePolicy.CentreFraction, 224, 1001)]
    [InlineData("slim_inception_v3", ResizePolicy.CentreFraction, 299, 1001)]
    [InlineData("slim_mobilenet_v1_025", ResizePolicy.CentreFraction, 224, 1001)]
    public void A_background_class_stands_before_those_of_ImageNet_but_in_weights_from_Caffe(string name, ResizePolicy policy, int side, int classes)
    {
        PretrainedWeights weights = PublishedWeights.Of(name)[0];
        Assert.Equal((policy, side, classes), (weights.Preprocessing.Policy, weights.Preprocessing.Height, weights.Classes));
        Assert.Equal(classes - 1000, weights.Convention.BackgroundClasses);
    }

    [Theory]
    [InlineData("slim_resnet_v2_152.slim_2017_04_14", "http://download.tensorflow.org/models/resnet_v2_152_2017_04_14.tar.gz", 0.778)]
    [InlineData("slim_inception_v1.slim_2016_08_28", "http://download.tensorflow.org/models/inception_v1_2016_08_28.tar.gz", 0.698)]
    [InlineData("slim_mobilenet_v1_050.slim_2018_02_22_160", "http://download.tensorflow.org/models/mobilenet_v1_2018_02_22/mobilenet_v1_0.5_160.tgz", 0.591)]
    [InlineData("slim_mobilenet_v2_140.slim_224", "https://storage.googleapis.com/mobilenet_v2/checkpoints/mobilenet_v2_1.4_224.tgz", 0.750)]
    public void A_checkpoint_is_known_by_its_identifier(string id, string address, double accuracy)
    {
        PretrainedWeights weights = PublishedWeights.TryFind(id)!;
        Assert.Equal((address, accuracy), (weights.Address.ToString(), weights.Accuracy));
        Assert.Null(weights.Sha256);
        Assert.Null(weights.Licence);
    }

    [Fact]
    public void A_MobileNet_looks_at_pictures_of_the_size_it_was_trained_on() =>
        Assert.Equal([224, 192, 160, 128, 96], PublishedWeights.Of("slim_mobilenet_v2_035").Select(weights => weights.Preprocessing.Height));
}
