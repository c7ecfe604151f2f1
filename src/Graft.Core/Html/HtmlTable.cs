using System.Globalization;

namespace Graft.Html;

/// <summary>The tables of a page.</summary>
public static class HtmlTable
{
    extension(HtmlWriter html)
    {
        /// <summary>A table that a click on a heading sorts, where the browser runs scripts.</summary>
        /// <param name="headings">Those of columns of numbers begin with '>'.</param>
        /// <param name="rows">Writes the rows, with <see cref="Cell"/> and its like between the tags of a tr.</param>
        public void SortableTable(IEnumerable<string> headings, Action rows)
        {
            using (html.Open("div", ("class", "wide"), ("tabindex", "0")))
            using (html.Open("table", ("class", "sortable")))
            {
                using (html.Open("thead"))
                using (html.Open("tr"))
                {
                    foreach (string heading in headings)
                    {
                        bool number = heading.StartsWith('>');
                        html.Element("th", number ? heading[1..] : heading, ("scope", "col"), ("class", number ? "number" : null));
                    }
                }
                using (html.Open("tbody"))
                {
                    rows();
                }
            }
        }

        /// <summary>A cell of text.</summary>
        public HtmlWriter Cell(string text) => html.Element("td", text);

        /// <summary>A cell with a number, sorted by its value whatever the text says.</summary>
        public HtmlWriter NumberCell(string text, double value) => html.Element("td", text, ("class", "number"), ("data-value", value.ToString("R", CultureInfo.InvariantCulture)));

        /// <summary>A table of two columns: what is said of what.</summary>
        /// <param name="facts">Pairs; those without a value are left out.</param>
        public void Facts(params IEnumerable<(string Name, string? Value)> facts)
        {
            using (html.Open("div", ("class", "wide")))
            using (html.Open("table", ("class", "facts")))
            using (html.Open("tbody"))
            {
                foreach ((string name, string? value) in facts.Where(fact => fact.Value is not null))
                {
                    using (html.Open("tr"))
                    {
                        html.Element("th", name, ("scope", "row")).Cell(value!);
                    }
                }
            }
        }

        /// <summary>A bar for a share in [0, 1], with a line over its interval; a number beside it says the same to those who cannot see it.</summary>
        /// <param name="width">The pixels of a share of 1.</param>
        public HtmlWriter Bar(double share, double low, double high, int width = 140)
        {
            string Place(double value) => (value * width).ToString("0.#", CultureInfo.InvariantCulture);
            return html.Markup($"<svg class=\"bar\" width=\"{width}\" height=\"12\" viewBox=\"0 0 {width} 12\" aria-hidden=\"true\"><rect class=\"track\" width=\"{width}\" height=\"12\"/><rect class=\"value\" width=\"{Place(share)}\" height=\"12\"/><path class=\"interval\" d=\"M{Place(low)} 6H{Place(high)}\"/></svg>");
        }

        /// <summary>A number large enough to be seen first.</summary>
        /// <param name="means">What it is a number of.</param>
        public void Card(string number, string means)
        {
            using (html.Open("div", ("class", "card")))
            {
                html.Element("b", number).Element("span", means);
            }
        }
    }
}
