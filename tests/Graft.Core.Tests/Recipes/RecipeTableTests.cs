using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Graft.Recipes;
using Graft.Recipes.Options;
using Graft.Tests;

namespace Graft.Core.Tests.Recipes;

/// <summary>docs/recipes.md holds a table of all options, made from the comments on the records; GRAFT_APPROVE=1 writes it anew.</summary>
public partial class RecipeTableTests
{
    private const string Begin = "<!-- options: made by RecipeTableTests -->\n";
    private const string End = "<!-- end of options -->";

    [Fact]
    public void The_table_of_options_is_what_the_code_says()
    {
        string path = Path.Combine(TestData.Repository, "docs", "recipes.md");
        string page = File.ReadAllText(path);
        int from = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int to = page.IndexOf(End, StringComparison.Ordinal);
        string table = Table();
        if (Environment.GetEnvironmentVariable("GRAFT_APPROVE") == "1")
        {
            File.WriteAllText(path, page[..from] + table + page[to..]);
            return;
        }
        Assert.Equal(table, page[from..to]);
    }

    private static string Table()
    {
        Dictionary<string, string> comments = XDocument.Load(Path.ChangeExtension(typeof(Recipe).Assembly.Location, ".xml")).Descendants("member")
            .Where(member => member.Element("summary") is not null)
            .ToDictionary(member => member.Attribute("name")!.Value, member => Plain(member.Element("summary")!));
        Recipe[] settled = [.. NamedRecipes.All.Where(recipe => recipe.Base != NamedRecipes.Auto)]; // auto becomes one of these
        StringBuilder table = new($"| option | {string.Join(" | ", settled.Select(recipe => recipe.Base))} | what it is | values |\n|---|{string.Concat(settled.Select(_ => "---|"))}---|---|\n");
        foreach (RecipeOption option in OptionTree.Root.Options)
        {
            string about = comments[$"P:{option.Property.DeclaringType!.FullName}.{option.Property.Name}"];
            string[] values = [.. settled.Select(option.ValueIn)];
            string[] shown = values.Distinct().Count() == 1 ? [values[0], .. values.Skip(1).Select(_ => "″")] : values;
            table.Append($"| `{option.Path}` | {string.Join(" | ", shown)} | {about} | {option.Expectation} |\n");
        }
        return table.ToString();
    }

    private static string Plain(XElement summary) =>
        Blanks().Replace(string.Concat(summary.Nodes().Select(node => node is XElement { Name.LocalName: "c" } code ? $"`{code.Value}`" : node.ToString())), " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
