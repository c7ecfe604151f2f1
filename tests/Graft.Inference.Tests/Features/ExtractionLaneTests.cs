using Graft.Models;

namespace Graft.Inference.Tests.Features;

public sealed class ExtractionLaneTests
{
    // The tables of the papers: VGG's fc6 has 512 · 7 · 7 · 4096 weights, written as a convolution here; no layer of the others has 4 million.
    [Theory]
    [InlineData("vgg19", 8)]
    [InlineData("resnet50", 1)]
    [InlineData("mobilenet_v2", 1)]
    public void Several_pictures_go_together_where_a_layer_is_costly_to_read(string network, int expected) => Assert.Equal(expected, ExtractionLane.BatchFor(Architectures.Find(network).Build()));
}
