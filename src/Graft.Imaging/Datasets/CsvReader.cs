using System.Text;

namespace Graft.Imaging;

/// <summary>Rows of a separated table (RFC 4180): quoted cells may hold the separator, doubled quotes and line ends.</summary>
internal static class CsvReader
{
    /// <summary>Every row that is not blank, with the line it starts at.</summary>
    /// <exception cref="DatasetException">A quote is never closed.</exception>
    public static IEnumerable<(int Line, List<string> Cells)> Read(string text, char separator, string place)
    {
        List<string> cells = [];
        StringBuilder cell = new();
        bool quoted = false;
        int line = 1, start = 1;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            line += c == '\n' ? 1 : 0;
            if (quoted)
            {
                if (c != '"')
                {
                    cell.Append(c);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append(text[++i]);
                }
                else
                {
                    quoted = false;
                }
            }
            else if (c == '"' && string.IsNullOrWhiteSpace(cell.ToString()))
            {
                quoted = true;
                cell.Clear();
            }
            else if (c == separator)
            {
                cells.Add(cell.ToString().Trim());
                cell.Clear();
            }
            else if (c is '\n' or '\r')
            {
                if (EndRow(cells, cell) is { } row)
                {
                    yield return (start, row);
                }
                cells = [];
                start = line;
            }
            else
            {
                cell.Append(c);
            }
        }
        if (quoted)
        {
            throw new DatasetException($"{place}, line {start}: a quote is opened and never closed. Close it, or double it where it belongs to the text.");
        }
        if (EndRow(cells, cell) is { } last)
        {
            yield return (start, last);
        }
    }

    private static List<string>? EndRow(List<string> cells, StringBuilder cell)
    {
        cells.Add(cell.ToString().Trim());
        cell.Clear();
        return cells.TrueForAll(string.IsNullOrEmpty) ? null : cells;
    }
}
