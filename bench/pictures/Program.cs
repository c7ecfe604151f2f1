// Holds Graft's crops against what PIL and torchvision made of the same photos, and times both ways of reading: Graft.Pictures FOLDER, where pil_crops.py wrote into FOLDER.
// Exit status 1 where a photo's mean absolute difference exceeds one step of 255.
using System.Diagnostics;
using System.Globalization;
using Graft.Imaging;
using Graft.Models;
using Graft.Recipes;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Length = 3 * 224 * 224;
string folder = args is [var only] ? only : throw new ArgumentException("usage: Graft.Pictures FOLDER");
string[] files = File.ReadAllLines(Path.Combine(folder, "files.txt"));
double worst = 0;
foreach ((string name, Preprocessing preprocessing) in new (string, Preprocessing)[]
{
    ("bilinear", Preprocessing.ImageNet),
    ("bicubic", Preprocessing.ImageNet with { Resampling = Resampling.Bicubic }),
    ("stretch", Preprocessing.ImageNet with { Policy = ResizePolicy.Stretch }),
    ("large", Preprocessing.ImageNet with { Resize = 342 }),
})
{
    byte[] ours = new byte[Length];
    double[] differences = new double[files.Length];
    using FileStream theirs = File.OpenRead(Path.Combine(folder, name + ".u8"));
    using PhotoReader reader = new();
    byte[] expected = new byte[Length];
    for (int i = 0; i < files.Length; i++)
    {
        theirs.ReadExactly(expected);
        reader.Read(files[i], preprocessing, ours);
        differences[i] = ours.Zip(expected, (a, b) => (double)Math.Abs(a - b)).Average();
    }
    worst = Math.Max(worst, differences.Max());
    Console.WriteLine($"{name,-9} mean difference {differences.Average():F4} of 255, worst photo {differences.Max():F4}, equal to the bit {differences.Count(d => d == 0)} of {files.Length}");
}

ImageItem[] items = [.. files.Select(file => new ImageItem(file, file, 0))];
LoaderOptions options = new() { Threads = 1 };
EvaluationLoader evaluation = EvaluationLoader.Create(items, options);
Time("evaluation", _ => evaluation.Batches());
foreach ((string name, AugmentationOptions augmentation) in new (string, AugmentationOptions)[]
{
    ("crop and mirror", new()),
    ("and rotation", new() { Rotation = 15 }),
    ("and colour", new() { Brightness = 0.4, Contrast = 0.4, Saturation = 0.4, Hue = 0.1 }),
    ("and RandAugment", new() { RandAugment = 2 }),
    ("and mixing", new() { Mixup = 0.2, Cutmix = 1, Erasing = 0.25 }),
})
{
    BatchLoader loader = BatchLoader.Create(items, options with { Augmentation = augmentation });
    Time(name, epoch => loader.Epoch(epoch));
}
return worst > 1 ? 1 : 0;

// The second of two runs: the first compiles.
void Time(string name, Func<int, IEnumerable<Batch>> run)
{
    double perSecond = 0, bytes = 0;
    for (int epoch = 0; epoch < 2; epoch++)
    {
        TimeSpan start = Process.GetCurrentProcess().TotalProcessorTime;
        long before = GC.GetTotalAllocatedBytes(precise: true);
        foreach (Batch batch in run(epoch))
        {
            batch.Dispose();
        }
        bytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)items.Length;
        perSecond = items.Length / (Process.GetCurrentProcess().TotalProcessorTime - start).TotalSeconds;
    }
    Console.WriteLine($"{name,-16} {perSecond:F0} photos a second and core, {bytes:F0} bytes allocated each");
}
