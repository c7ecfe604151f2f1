using static Graft.Models.Layers.Notation;

namespace Graft.Models;

/// <summary>AlexNet in its one-column form: five convolutions and three dense layers.</summary>
/// <remarks>
/// Krizhevsky 2014 (arXiv:1404.5997), figure 2, with the widths of torchvision. Written fully convolutional: the first dense layer over the 6 × 6 grid is a 6 × 6 convolution with the same weights,
/// so that larger pictures work and ONNX, which has no pooling to a fixed grid, can hold it.
/// </remarks>
public static class AlexNet
{
    public static Architecture Standard { get; } = new()
    {
        Name = "alexnet",
        Family = "AlexNet",
        Paper = "Krizhevsky 2014, One weird trick for parallelizing convolutional neural networks, arXiv:1404.5997",
        Backbone =
        [
            ("features", Sequence(
                Conv(64, kernel: 11, stride: 4, pad: 2), Relu(), MaxPool(3, stride: 2, pad: 0), // (64, 27, 27)
                Conv(192, kernel: 5), Relu(), MaxPool(3, stride: 2, pad: 0), // (192, 13, 13)
                Conv(384, kernel: 3), Relu(),
                Conv(256, kernel: 3), Relu(),
                Conv(256, kernel: 3), Relu(), MaxPool(3, stride: 2, pad: 0))), // (256, 6, 6)
            ("classifier", Sequence(
                Dropout(0.5f), Conv(4096, kernel: 6, pad: 0), Relu(), // (4096, 1, 1)
                Dropout(0.5f), Conv(4096, kernel: 1), Relu())),
        ],
        Head = classes => [("classifier", Sequence([Conv(classes, kernel: 1)], first: 6)), GlobalAveragePool(), Flatten()],
    };
}
