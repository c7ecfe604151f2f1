namespace Graft.Imaging;

/// <summary>What people and scripts read about a kind of finding.</summary>
/// <param name="Word">What JSON and the command line call it.</param>
/// <param name="Title">What is the matter, in a few words.</param>
/// <param name="Remedy">What to do, as a sentence.</param>
public sealed record FindingText(FindingKind Kind, string Word, string Title, string Remedy)
{
    /// <summary>All kinds, the most harmful first.</summary>
    public static IReadOnlyList<FindingText> All { get; } =
    [
        new(FindingKind.Missing, "missing", "Listed, but not there", "Bring the files back, or take their lines out of the list."),
        new(FindingKind.Unreadable, "unreadable", "No readable picture", "Copy them again or convert them; training leaves them out. --fix moves them."),
        new(FindingKind.Truncated, "truncated", "Cut short: decodes in part only", "Copy them again; training leaves them out. --fix moves them."),
        new(FindingKind.TwoLabels, "two-labels", "One picture in two classes", "No network can get both right: look at each pair and delete the wrong one."),
        new(FindingKind.Leak, "leak", "One picture in two splits", "Accuracy comes out too high: keep it in one split. --fix moves the copies to be learned from, where the bytes or pixels are the same."),
        new(FindingKind.EmptyClass, "empty-class", "Classes without pictures to learn from", "Add pictures, take the class out of the list, or check how the folders are named."),
        new(FindingKind.Damaged, "damaged", "Decodes, but the data is broken", "Look at them: a part may be grey or shifted. Copy them again; --fix damaged moves them."),
        new(FindingKind.Duplicate, "duplicate", "The same picture again", "It counts twice for nothing. --fix moves all but one."),
        new(FindingKind.WrongLabel, "wrong-label", "Probably the wrong class", "Look at them, the surest first, and move those that are wrong into their class."),
        new(FindingKind.ClassNames, "class-names", "Class names that look like one", "Merge the folders if one class is meant."),
        new(FindingKind.FewPictures, "few-pictures", "Classes with few pictures to learn from", "Add pictures: twenty make a class usable, a hundred make it good."),
        new(FindingKind.Imbalance, "imbalance", "Classes of very different size", "Add to the small ones, or train with --set training.classWeights=balanced."),
        new(FindingKind.Blank, "blank", "Nothing to see", "All of one colour: leave them out. --fix blank moves them."),
        new(FindingKind.Tiny, "tiny", "Very small pictures", "They are enlarged and blurred; find larger ones. --fix tiny moves them."),
        new(FindingKind.NearDuplicate, "near-duplicate", "The same photo, encoded, resized or cropped otherwise", "It counts twice for little. --fix near-duplicate moves all but one."),
        new(FindingKind.ExtremeAspect, "extreme-aspect", "Very long or very high pictures", "Only the middle is looked at, or the picture is squeezed: cut out what matters."),
        new(FindingKind.WrongExtension, "wrong-extension", "Another format than the name says", "Harmless here, where content counts; other programs may stumble."),
        new(FindingKind.Cmyk, "cmyk", "Printing colours (CMYK)", "Colours are approximate: save them as RGB if they matter."),
        new(FindingKind.Rotated, "rotated", "Turned by an EXIF note", "Harmless here, where the note is obeyed; other programs may show and learn them lying."),
        new(FindingKind.Unlisted, "unlisted", "In the folder, but in no list", "They are not used."),
        new(FindingKind.Listing, "listing", "Noticed while listing", ""),
    ];

    /// <summary>The text of a kind.</summary>
    public static FindingText Of(FindingKind kind) => All.First(text => text.Kind == kind);

    /// <summary>The kind that a word names; null for another word.</summary>
    public static FindingKind? Named(string word) => All.FirstOrDefault(text => text.Word == word)?.Kind;
}
