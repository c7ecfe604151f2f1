namespace Graft.Runs.TensorBoard;

/// <summary>One record of an event file.</summary>
/// <param name="Offset">Where it begins in the file, in bytes.</param>
/// <param name="Time">When it was written, in universal time.</param>
/// <param name="Step">The step it belongs to.</param>
/// <param name="Kind">What it is, beside its values.</param>
/// <param name="Values">What it says, in order; empty for records that are no summary.</param>
public sealed record EventRecord(long Offset, DateTimeOffset Time, long Step, EventKind Kind, IReadOnlyList<SummaryValue> Values);

public enum EventKind
{
    /// <summary>Values with tags.</summary>
    Summary,

    /// <summary>The first record of a file.</summary>
    Version,

    /// <summary>The writer went on from an earlier step: what stands before this record with its step or a later one is void.</summary>
    Restart,

    /// <summary>Graphs, profiles and whatever else a file may hold; not looked into.</summary>
    Other,
}

/// <summary>A value with a tag.</summary>
public abstract record SummaryValue(string Tag);

/// <summary>A number, as a loss.</summary>
public sealed record ScalarValue(string Tag, double Value) : SummaryValue(Tag);

/// <summary>An encoded picture, usually PNG.</summary>
public sealed record ImageValue(string Tag, int Width, int Height, ReadOnlyMemory<byte> Encoded) : SummaryValue(Tag);

public sealed record TextValue(string Tag, string Text) : SummaryValue(Tag);

/// <summary>A value of a kind that is not looked into, such as a histogram.</summary>
public sealed record OtherValue(string Tag, string Plugin) : SummaryValue(Tag);
