namespace Graft.Models;

/// <summary>The ImageNet weights that Keras publishes for the architectures known here.</summary>
/// <remarks>
/// Addresses and MD5 hashes as in the sources of <c>keras.applications</c> (those of MobileNet state no hashes), accuracies as in the table of its documentation, which is rounded to a tenth of a percent and belongs to the files with a head;
/// of MobileNets only those for 224 pixels are in it, of EfficientNets none. Sizes are stated in megabytes only. Keras' code is under Apache-2.0; of the weights' own terms it says nothing.
/// </remarks>
public static class KerasWeights
{
    private const string Root = "https://storage.googleapis.com/tensorflow/keras-applications/";

    /// <summary>MD5 of the file with a head, then of the one without.</summary>
    private static readonly (string Architecture, string File, string Whole, string Headless, double Accuracy)[] Table =
    [
        ("vgg16", "vgg16/vgg16", "64373286793e3c8b2b4e3219cbf3544b", "6d6bbae143d832006294945121d1f1fc", 0.713),
        ("vgg19", "vgg19/vgg19", "cbe5617147190e668d6c5d5026f83318", "253f8cb515780f3b799900260a226db6", 0.713),
        ("keras_resnet50", "resnet/resnet50", "2cb95161c43110f7111970584f804107", "4d473c1dd8becc155b73f8504c6f6626", 0.749),
        ("keras_resnet101", "resnet/resnet101", "f1aeb4b969a6efcfb50fad2f0c20cfc5", "88cf7a10940856eca736dc7b7e228a21", 0.764),
        ("keras_resnet152", "resnet/resnet152", "100835be76be38e30d865e96f2aaae62", "ee4c566cf9a93f14d82f913c2dc6dd0c", 0.766),
        ("keras_resnet50v2", "resnet/resnet50v2", "3ef43a0b657b3be2300d5770ece849e0", "fac2f116257151a9d068a22e544a4917", 0.760),
        ("keras_resnet101v2", "resnet/resnet101v2", "6343647c601c52e1368623803854d971", "c0ed64b8031c3730f411d2eb4eea35b5", 0.772),
        ("keras_resnet152v2", "resnet/resnet152v2", "a49b44d1979771252814e80f8ec446f9", "ed17cf2e0169df9d443503ef94b23b33", 0.780),
        ("keras_densenet121", "densenet/densenet121", "9d60b8095a5708f2dcce2bca79d332c7", "30ee3e1110167f948a6b9946edeeb738", 0.750),
        ("keras_densenet169", "densenet/densenet169", "d699b8f76981ab1b30698df4c175e90b", "b8c4d4c20dd625c148057b9ff1c1176b", 0.762),
        ("keras_densenet201", "densenet/densenet201", "1ceb130c1ea1b78c3bf6114dbdfd8807", "c13680b51ded0fb44dff2d8f86ac8bb1", 0.773),
        ("keras_inception_v3", "inception_v3/inception_v3", "9a0d58056eeedaa3f26cb7ebd46da564", "bcbd6486424b2319ff4ef7d526e38f63", 0.779),
        ("keras_xception", "xception/xception", "0a58e3b7378bc2990ea3b43d5981f1f6", "b0042744bf5b25fce3cb969f33bebb97", 0.790),
    ];

    private static readonly (string Whole, string Headless)[] EfficientNets =
    [
        ("902e53a9f72be733fc0bcb005b3ebbac", "50bc09e76180e00e4465e1a485ddc09d"),
        ("1d254153d4ab51201f1646940f018540", "74c4e6b3e1f6a1eea24c589628592432"),
        ("b15cce36ff4dcbd00b6dd88e7857a6ad", "111f8e2ac8aa800a7a99e3239f7bfb39"),
        ("ffd1fdc53d0ce67064dc6a9c7960ede0", "af6d107764bb5b1abb91932881670226"),
        ("18c95ad55216b8f92d7e70b3a046e2fc", "ebc24e6d6c33eaebbd558eafbeedf1ba"),
        ("ace28f2a6363774853a83a0b21b9421a", "38879255a25d3c92d5e44e04ae6cec6f"),
        ("165f6e37dce68623721b423839de8be5", "9ecce42647a20130c1f39a5d4cb75743"),
        ("8c03f828fec3ef71311cd463b6759d99", "cbcfe4450ddf6f3ad90b1b398090fe4a"),
    ];

    public static IReadOnlyList<PretrainedWeights> All { get; } =
    [
        .. Table.SelectMany(row => (PretrainedWeights[])
        [
            Of(row.Architecture, "keras", $"{row.File}_weights_tf_dim_ordering_tf_kernels.h5") with { Md5 = row.Whole, Accuracy = row.Accuracy },
            Of(row.Architecture, "keras_notop", $"{row.File}_weights_tf_dim_ordering_tf_kernels_notop.h5") with { Md5 = row.Headless, Classes = 0 },
        ]),
        .. MobileNets("keras_mobilenet", "mobilenet/mobilenet_1_0_{0}_tf", [224, 192, 160, 128], accuracy: 0.704),
        .. MobileNets("keras_mobilenet_v2", "mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_{0}", [224, 192, 160, 128, 96], accuracy: 0.713),
        .. EfficientNets.SelectMany((hashes, size) => (PretrainedWeights[])
        [
            EfficientNet(size, "keras", "") with { Md5 = hashes.Whole },
            EfficientNet(size, "keras_notop", "_notop") with { Md5 = hashes.Headless, Classes = 0 },
        ]),
        Squeezed("keras_rcmalli", "squeezenet_weights_tf_dim_ordering_tf_kernels.h5"),
        Squeezed("keras_rcmalli_notop", "squeezenet_weights_tf_dim_ordering_tf_kernels_notop.h5") with { Classes = 0 },
    ];

    private static IEnumerable<PretrainedWeights> MobileNets(string architecture, string file, int[] sides, double accuracy) =>
        from side in sides
        let address = file.Replace("{0}", $"{side}", StringComparison.Ordinal)
        from whole in (bool[])[true, false]
        let weights = Of(architecture, $"keras{(side == 224 ? "" : $"_{side}")}{(whole ? "" : "_notop")}", $"{address}{(whole ? "" : "_no_top")}.h5")
        select weights with { Preprocessing = weights.Preprocessing.At(side), Accuracy = whole && side == 224 ? accuracy : null, Classes = whole ? 1000 : 0 };

    private static PretrainedWeights EfficientNet(int size, string name, string ending) =>
        Of($"keras_efficientnet_b{size}", name, "") with { Address = new($"https://storage.googleapis.com/keras-applications/efficientnetb{size}{ending}.h5") };

    /// <summary>Refik Can Malli's port of SqueezeNet (github.com/rcmalli/keras-squeezenet), published under MIT.</summary>
    private static PretrainedWeights Squeezed(string name, string file) =>
        Of("squeezenet1_1", name, file) with { Address = new($"https://github.com/rcmalli/keras-squeezenet/releases/download/v1.0/{file}"), Licence = "MIT" };

    private static PretrainedWeights Of(string architecture, string name, string file) => new()
    {
        Name = name,
        Architecture = architecture,
        Publisher = Publishers.Keras,
        Address = new(Root + file),
        Preprocessing = Architectures.Find(architecture).Conventions.First(convention => convention.Publisher == Publishers.Keras).Preprocessing,
    };
}
