namespace Graft.Onnx;

/// <summary>What the ends of a file that prepares pictures itself are called.</summary>
public static class PictureNames
{
    public const string Input = "pictures", Output = "probabilities";
}
