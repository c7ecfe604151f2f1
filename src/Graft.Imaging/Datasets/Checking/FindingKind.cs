namespace Graft.Imaging;

/// <summary>How much harm is to be expected.</summary>
public enum Severity
{
    /// <summary>Good to know; nothing need be done.</summary>
    Note,

    /// <summary>Makes a classifier worse, or its figures less true.</summary>
    Warning,

    /// <summary>Cannot be learned from, or makes a measurement false.</summary>
    Error,
}

/// <summary>What can be wrong with a data set. <see cref="FindingText"/> has a word, a title and a remedy for each.</summary>
public enum FindingKind
{
    /// <summary>Listed, but not there.</summary>
    Missing,

    /// <summary>No picture that can be decoded.</summary>
    Unreadable,

    /// <summary>Decodes in part only: the file ends early.</summary>
    Truncated,

    /// <summary>Decodes, but its data is not what an encoder wrote.</summary>
    Damaged,

    /// <summary>The same picture in two classes.</summary>
    TwoLabels,

    /// <summary>The same picture in two splits.</summary>
    Leak,

    /// <summary>A class with no picture at all, or none to learn from.</summary>
    EmptyClass,

    /// <summary>The same bytes or the same pixels twice, in one class and split.</summary>
    Duplicate,

    /// <summary>The same photo, encoded, resized or cropped otherwise.</summary>
    NearDuplicate,

    /// <summary>Most probably shows another class.</summary>
    WrongLabel,

    /// <summary>Class names that a person would take for one.</summary>
    ClassNames,

    /// <summary>A class with few pictures to learn from.</summary>
    FewPictures,

    /// <summary>Classes of very different size.</summary>
    Imbalance,

    /// <summary>Fewer pixels than a network looks at.</summary>
    Tiny,

    /// <summary>All of one colour.</summary>
    Blank,

    /// <summary>Several times as long as it is wide.</summary>
    ExtremeAspect,

    /// <summary>Another format than its name says.</summary>
    WrongExtension,

    /// <summary>Stored in printing colours.</summary>
    Cmyk,

    /// <summary>Stored lying or mirrored, with a note how to turn it.</summary>
    Rotated,

    /// <summary>In the folder, but in no list.</summary>
    Unlisted,

    /// <summary>Noticed while listing.</summary>
    Listing,
}
