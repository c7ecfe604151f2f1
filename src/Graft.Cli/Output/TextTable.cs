namespace Graft.Cli.Output;

/// <summary>Rows in aligned columns, as plain text that people and pipes can read.</summary>
/// <param name="columns">Titles; a leading '&gt;' aligns the column to the right.</param>
internal sealed class TextTable(params string[] columns)
{
    private const string Gap = "  ";

    private readonly string[] titles = [.. columns.Select(column => column.TrimStart('>'))];
    private readonly bool[] right = [.. columns.Select(column => column.StartsWith('>'))];
    private readonly List<string[]> rows = [];

    public TextTable Add(params string[] cells)
    {
        rows.Add(cells.Length == titles.Length ? cells : throw new ArgumentException($"{cells.Length} cells do not fit {titles.Length} columns", nameof(cells)));
        return this;
    }

    /// <summary>A line of its own above the rows that follow; it may be longer than any column.</summary>
    public void Heading(string text) => rows.Add([text]);

    public void Write(TextWriter to)
    {
        int[] widths = [.. titles.Select((title, column) => rows.Where(row => row.Length == titles.Length).Select(row => row[column].Length).Append(title.Length).Max())];
        if (titles.Any(title => title.Length > 0))
        {
            to.WriteLine(Line(titles, widths));
            to.WriteLine(string.Join(Gap, widths.Select(width => new string('─', width))));
        }
        foreach (string[] row in rows)
        {
            to.WriteLine(row.Length == titles.Length ? Line(row, widths) : row[0]);
        }
    }

    private string Line(string[] cells, int[] widths) =>
        string.Join(Gap, cells.Select((cell, column) => right[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd();
}
