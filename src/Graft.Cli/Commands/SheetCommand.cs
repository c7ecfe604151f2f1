using System.CommandLine;
using Graft.Cli.CommandLine;
using Graft.Imaging;
using Graft.Runs;

namespace Graft.Cli.Commands;

/// <summary><c>graft data sheet</c>: pictures of a data set side by side.</summary>
internal static class SheetCommand
{
    private static readonly Argument<string> Data = new("DATA") { HelpName = "DATA", Description = "A folder or CSV file of pictures, or what a formula is to draw, as formula:scenes" };
    private static readonly Argument<string> File = new("FILE.png") { Description = "Where to write the sheet" };
    private static readonly Option<int> Classes = new("--classes") { HelpName = "N", Description = "Rows: so many classes", DefaultValueFactory = _ => 12 };
    private static readonly Option<int> Each = new("--each") { HelpName = "N", Description = "Pictures of each class", DefaultValueFactory = _ => 10 };
    private static readonly Option<int> Side = new("--side") { HelpName = "PIXELS", Description = "Side of a picture on the sheet", DefaultValueFactory = _ => 128 };

    private const int MostSide = 1024, MostPixels = 1 << 26;

    public static GraftCommand Create()
    {
        GraftCommand command = new("sheet", "Put some pictures of a data set side by side, a row for each class.")
        {
            Usage = ["data sheet DATA FILE.png [--classes N] [--each N] [--side PIXELS]"],
            Examples =
            [
                ("graft data sheet photos sheet.png", "the first ten training pictures of each of twelve classes"),
                ("graft data sheet formula:scenes,seed=3 scenes.png --classes 8 --each 12", "what a formula draws"),
            ],
        };
        command.Add(Data);
        command.Add(File);
        command.Add(Classes);
        command.Add(Each);
        command.Add(Side);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        (int classes, int each, int side) = (parsed.GetValue(Classes), parsed.GetValue(Each), parsed.GetValue(Side));
        if (classes < 1 || each < 1 || side is < 1 or > MostSide || (long)classes * each * side * side > MostPixels)
        {
            throw new MisuseException($"{classes} rows of {each} pictures of {side} pixels make no sheet: each is 1 or more, a side {MostSide} at most, and the whole {MostPixels >> 20} million pixels at most.");
        }
        string file = parsed.GetRequiredValue(File);
        byte[] sheet = DataSheet.Draw(ImageDataset.Open(parsed.GetRequiredValue(Data)), classes, each, side);
        AtomicFile.Write(file, stream => stream.Write(sheet));
        Console.Out.WriteLine(file);
        return GraftProgram.Done;
    }
}
