using Graft.Bench.Comparisons;
using Graft.Imaging;

namespace Graft.Bench.Sections;

/// <summary>One photo named, from the start of the process to its end.</summary>
internal static class StartSection
{
    public const string Name = "start";
    private const int Times = 10;

    public static void Run(Comparison all)
    {
        string model = PeerModel.Write(all), photo = ImageDataset.Open(all.Data, new()).Items(Split.Train).First().File, root = ResultPage.Root(), graft = Path.Combine(root, "graft");
        (string Who, Job Job)[] ways =
        [
            ("graft --version (the runtime and the launcher alone)", new(graft, "--version")),
            ("ONNX Runtime by hand", new(Environment.ProcessPath!, "one-photo", model, photo)),
            ("graft predict MODEL PHOTO", new(graft, "predict", model, photo)),
            ("PyTorch", new(Comparison.Python, Path.Combine(root, "bench", "pytorch", "predict_one.py"), all.Weights, photo)),
        ];
        for (int round = 1; round <= Times; round++)
        {
            foreach ((string who, Job job) in ways)
            {
                all.Take(Name, who, "one photo", round, job);
            }
        }
        ResultPage page = new(Name, $"One photo named by MobileNetV2 ({new FileInfo(model).Length / 1e6:0} MB), from the start of the process to its end, medians of {Times} rounds in turn (least–most), files in the system's memory.", all.Command(Name));
        page.Table(["who", "seconds", "times as long as Graft", "memory at most, MB"], ways.Select(way =>
        {
            Measurement[] rows = [.. All(all, way.Who)];
            return new[] { way.Who, Figures.Spread(rows.Select(row => row.Seconds), "0.000"), Figures.Ratio(rows, All(all, "graft predict MODEL PHOTO"), "0.00"), Figures.Megabytes(rows) };
        }));
        page.Say("The limit is what ONNX Runtime takes to load, to prepare the network and to run it once, in a program that does nothing else.");
        page.Write();
    }

    private static IEnumerable<Measurement> All(Comparison all, string who) => all.Rows.Where(row => row.Section == Name && row.Who == who);
}
