namespace Graft.Onnx;

/// <summary>How the value that an Expand takes its batch from is noted in the node's documentation text; in ONNX's own words only its shape appears.</summary>
internal static class BatchNote
{
    private const string Words = "repeated to the batch of ";

    public static string Of(string value) => Words + value;

    public static string? Parse(string note) => note.StartsWith(Words, StringComparison.Ordinal) ? note[Words.Length..] : null;
}
