using System.Globalization;

namespace Graft.Recipes;

/// <summary>An amount with a unit behind it, such as "6 epochs".</summary>
internal static class AmountText
{
    /// <summary>Splits "1.5 epochs" into 1.5 and "epochs"; the unit may be empty, the number may not.</summary>
    public static bool TrySplit(string text, out double amount, out string unit)
    {
        string trimmed = text.Trim();
        int end = 0;
        while (end < trimmed.Length && (char.IsAsciiDigit(trimmed[end]) || trimmed[end] is '.' or '-' or '+'))
        {
            end++;
        }
        unit = trimmed[end..].Trim().ToLowerInvariant();
        return double.TryParse(trimmed.AsSpan(0, end), NumberStyles.Float, CultureInfo.InvariantCulture, out amount) && double.IsFinite(amount);
    }

    public static string Number(double amount) => amount.ToString("0.############", CultureInfo.InvariantCulture);

    public static string Counted(double amount, string plural) => $"{Number(amount)} {(amount == 1 ? plural[..^1] : plural)}";
}
