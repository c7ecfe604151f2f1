namespace Graft.Models;

/// <summary>Who publishes weight files, each with names and layouts of their own.</summary>
public static class Publishers
{
    /// <summary>PyTorch's torchvision: .pth files whose names Graft's own graphs follow.</summary>
    public const string Torchvision = "torchvision";

    /// <summary>TensorFlow's image models of 2016 to 2018: checkpoints.</summary>
    public const string Slim = "TF-Slim";

    /// <summary>Keras applications: .h5 files.</summary>
    public const string Keras = "Keras";

    /// <summary>PyTorch Image Models: safetensors.</summary>
    public const string Timm = "timm";

    /// <summary>Networks of this project's own.</summary>
    public const string Graft = "Graft";
}
