using System.Globalization;
using System.Text.RegularExpressions;
using Graft.Graphs.Ops;

namespace Graft.Onnx;

/// <summary>How a pooling to a fixed grid, which ONNX does not have, is noted in the documentation text of the node written in its place.</summary>
internal static partial class AdaptiveNote
{
    public static string Of(AdaptiveAveragePool op) => string.Create(CultureInfo.InvariantCulture, $"adaptive average pool to {op.Grid.Height} x {op.Grid.Width}");

    public static AdaptiveAveragePool? Parse(string note) =>
        Pattern().Match(note) is { Success: true, Groups: var groups }
            ? new(new Size2(long.Parse(groups[1].ValueSpan, CultureInfo.InvariantCulture), long.Parse(groups[2].ValueSpan, CultureInfo.InvariantCulture))) : null;

    [GeneratedRegex(@"\Aadaptive average pool to ([1-9]\d{0,8}) x ([1-9]\d{0,8})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
