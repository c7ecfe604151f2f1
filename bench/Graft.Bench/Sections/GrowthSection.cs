using System.Globalization;
using Graft.Bench.Comparisons;
using Graft.Imaging;

namespace Graft.Bench.Sections;

/// <summary>How time and memory grow with the number of pictures, of classes, and of pixels.</summary>
internal static class GrowthSection
{
    public const string Name = "growth", Linear = "linear", Finetune = "finetune, 1 epoch", Again = "linear, features kept";

    /// <summary>Fine-tuning is a matter of steps alone, so its time for more pictures than this is known.</summary>
    private const int MostFinetuned = 10_000;

    public static string[] Pictures => Comparison.Setting("PICTURES", "100 1000 10000 100000");

    public static string[] Classes => Comparison.Setting("CLASSES", "2 10 100 1000");

    public static string[] Sides => Comparison.Setting("SIDES", "96 128 160 192 224 288 384");

    private static int ForClasses => int.Parse(Comparison.Setting("CLASS_PICTURES", "4000")[0], CultureInfo.InvariantCulture);

    public static void Run(Comparison all)
    {
        ImageDataset dataset = ImageDataset.Open(all.Data, new());
        ImageItem[] pictures = [.. Enum.GetValues<Split>().SelectMany(dataset.Items)];
        int rounds = Math.Min(all.Rounds, int.Parse(Comparison.Setting("GROWTH_ROUNDS", "1")[0], CultureInfo.InvariantCulture));
        for (int round = 1; round <= rounds; round++)
        {
            Sizes(all, round);
            ManyClasses(all, pictures, round);
            ManyPictures(all, pictures, round);
        }
        Write(all, rounds);
    }

    public static string Case(string what, string count) => $"{what} {count}";

    private static void ManyPictures(Comparison all, ImageItem[] pictures, int round)
    {
        foreach (string count in Pictures)
        {
            int many = int.Parse(count, CultureInfo.InvariantCulture);
            string folder = Path.Combine(all.Work, $"pictures-{count}");
            if (!Has(all, round, "pictures", count, many <= MostFinetuned ? [Linear, Finetune] : [Linear]))
            {
                Copy(all, folder, pictures, many, null);
                all.TakeTraining(Name, Linear, Case("pictures", count), round, ["--recipe", "linear"], folder, evaluates: false);
                if (many <= MostFinetuned)
                {
                    all.TakeTraining(Name, Finetune, Case("pictures", count), round, ["--recipe", "finetune", "--epochs", "1"], folder, evaluates: false);
                }
                Comparison.Remove(folder);
            }
        }
    }

    private static void ManyClasses(Comparison all, ImageItem[] pictures, int round)
    {
        foreach (string count in Classes)
        {
            string folder = Path.Combine(all.Work, $"classes-{count}"), cache = Path.Combine(all.Work, "cache-classes");
            if (!Has(all, round, "classes", count, [Linear, Again]))
            {
                Comparison.Remove(cache);
                Copy(all, folder, pictures, ForClasses, int.Parse(count, CultureInfo.InvariantCulture));
                bool measured = all.Of(Name, Linear, Case("classes", count)).Any(row => row.Round == round);
                all.TakeTraining(Name, measured ? "filling the cache" : Linear, Case("classes", count), round, ["--recipe", "linear"], folder, cache, evaluates: false);
                all.TakeTraining(Name, Again, Case("classes", count), round, ["--recipe", "linear"], folder, cache, evaluates: false);
                Comparison.Remove(cache);
                Comparison.Remove(folder);
            }
        }
    }

    private static void Copy(Comparison all, string folder, ImageItem[] pictures, int count, int? classes)
    {
        Console.Error.WriteLine($"{DateTime.UtcNow:HH:mm:ss} copying {count} pictures …");
        PictureCopies.Write(folder, pictures, count, classes);
        new Job("sync").Run(Path.Combine(all.Work, "logs", "sync.log")); // lest the disk still be at it while time is taken
    }

    private static void Sizes(Comparison all, int round)
    {
        foreach (string side in Sides)
        {
            all.TakeTraining(Name, Linear, Case("pixels", side), round, ["--recipe", "linear", "--set", $"model.resolution={side}"]);
            all.TakeTraining(Name, Finetune, Case("pixels", side), round, ["--recipe", "finetune", "--epochs", "1", "--set", $"model.resolution={side}"]);
        }
    }

    private static bool Has(Comparison all, int round, string what, string count, string[] who) => who.All(each => all.Of(Name, each, Case(what, count)).Any(row => row.Round == round));

    private static void Write(Comparison all, int rounds)
    {
        ResultPage page = new(Name, $"`graft train --no-report`, MobileNetV2 with ImageNet weights, nothing kept from earlier runs unless said; from the start of the process to its end; {(rounds == 1 ? "one round" : $"medians of {rounds} rounds (least–most)")}.", all.Command(Name));
        Table("pictures", Pictures, [Linear, Finetune], $"By the number of pictures: copies of the {all.Data.TrimEnd('/').Split('/')[^1]} pictures, each file different, so that none is taken for another.");
        Table("classes", Classes, [Linear, Again], $"By the number of classes, {ForClasses} pictures; copies of a picture are of one class, chosen without looking, so that the head has to learn them by heart.");
        Table("pixels", Sides, [Linear, Finetune], $"By the side of the pictures, {LimitOf.TrainingPictures(all)} pictures; weights that were trained at 224.");
        if (all.Rows.Where(row => row.Section == LinearSection.Name && row.Who == LinearSection.Bare).Select(row => row.Seconds).ToArray() is { Length: > 0 } bare)
        {
            ImageDataset dataset = ImageDataset.Open(all.Data, new());
            double each = 1000 * TrainingStep.Median(bare) / Enum.GetValues<Split>().Sum(split => dataset.Items(split).Count);
            page.Say($"The limit of 'linear' is the network on every picture: a program that does nothing but decode and run ONNX Runtime takes {Figures.Text(each, "0.0")} ms a picture of 224 pixels (section linear).");
        }
        page.Say("Memory is the most that was resident, with the mapped pages of kept features, which the system takes back whenever something else wants them. 'Own' leaves those out.");
        page.Write();

        void Table(string what, string[] counts, string[] who, string sentence)
        {
            page.Say(sentence);
            bool accurate = all.Rows.Any(row => row.Section == Name && row.Case.StartsWith(what, StringComparison.Ordinal) && row.Top1 is not null);
            page.Table([what, .. who.SelectMany(each => new[] { $"{each}, s", "memory, MB", "own, MB" }.Concat(accurate ? ["top-1"] : []))], counts.Select(count => new[] { count }
                .Concat(who.SelectMany(each =>
                {
                    Measurement[] rows = [.. all.Of(Name, each, Case(what, count))];
                    return new[] { Figures.Seconds(rows), Figures.Megabytes(rows), Figures.Own(rows) }.Concat(accurate ? [Figures.Top1(rows)] : []);
                })).ToArray()));
        }
    }
}
