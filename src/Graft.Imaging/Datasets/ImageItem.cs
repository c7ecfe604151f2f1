namespace Graft.Imaging;

/// <summary>One picture of a data set.</summary>
/// <param name="Key">Its path relative to the data set, with '/': what it is called everywhere, whatever machine it lies on.</param>
/// <param name="File">Where it is on this machine.</param>
/// <param name="Label">The index of its class in <see cref="ImageDataset.Classes"/>.</param>
public sealed record ImageItem(string Key, string File, int Label);

/// <summary>What a picture is used for.</summary>
public enum Split
{
    /// <summary>Learned from.</summary>
    Train,

    /// <summary>Held out from training to choose by: the best checkpoint, when to stop.</summary>
    Validation,

    /// <summary>Looked at once, at the end.</summary>
    Test,
}
