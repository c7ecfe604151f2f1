using Graft.Imaging;

namespace Graft.Inference;

/// <summary>The splits as folders and the command line call them.</summary>
public static class SplitNames
{
    public static string Of(Split split) => split switch
    {
        Split.Train => "train",
        Split.Validation => "val",
        _ => "test",
    };

    /// <summary>The split of a name: train, val or test; null for another word.</summary>
    public static Split? Find(string name) => name switch
    {
        "train" => Split.Train,
        "val" or "validation" => Split.Validation,
        "test" => Split.Test,
        _ => null,
    };
}
