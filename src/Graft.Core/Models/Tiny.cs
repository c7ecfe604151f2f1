using Graft.Graphs;
using Graft.Models.Layers;
using static Graft.Models.Layers.Notation;

namespace Graft.Models;

/// <summary>A small residual network for pictures of 64 to 96 pixels, which two cores train from nothing in minutes; for trying things out, and for tests.</summary>
/// <remarks>The plan of He et al. 2016 (arXiv:1512.03385), §4.2, for small pictures, with one block a stage; no published weights.</remarks>
public static class Tiny
{
    public static Architecture Standard { get; } = new()
    {
        Name = "tiny",
        Family = "Tiny",
        Publisher = Publishers.Graft,
        Paper = "after He et al. 2016, Deep residual learning for image recognition, arXiv:1512.03385, §4.2",
        Side = 64,
        Preprocessing = Preprocessing.ImageNet.At(64),
        Initialization = Initialization.PyTorch with { Convolution = new HeNormalInitializer(FanOut: true) },
        Backbone =
        [
            ("stem", Sequence(Conv(24, kernel: 3, stride: 2, bias: false), BatchNorm(), Relu())), // (24, 32, 32)
            ("stage1", ResNet.Basic(24, stride: 1)),
            ("stage2", ResNet.Basic(48, stride: 2)), // (48, 16, 16)
            ("stage3", ResNet.Basic(96, stride: 2)), // (96, 8, 8)
            GlobalAveragePool(), Flatten(),
        ],
        Head = classes => [("head", Dense(classes))],
    };
}
