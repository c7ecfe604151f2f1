using System.Globalization;
using Graft.Imaging;
using Graft.Recipes;
using Graft.Seed;

// Graft.Seed DATA WEIGHTS.onnx WORK SEEDS EPOCHS SIDE BATCH RATE: trains with and without each mistake of the tutorial of 2018, measures, and prints the table.
// What is finished in WORK is not done again. SEEDS is a number: the seeds are 1 … SEEDS.
if (args is not [string path, string weights, string work, string seeds, string epochs, string side, string batch, string rate])
{
    Console.Error.WriteLine("usage: Graft.Seed DATA WEIGHTS.onnx WORK SEEDS EPOCHS SIDE BATCH RATE");
    return 2;
}
Directory.CreateDirectory(work);
string scaled = Path.Combine(work, "scaled.onnx");
ScaledNetwork.Write(weights, scaled);
KeyValuePair<string, string>[] common =
[
    new("training.length", $"{epochs} epochs"), new("training.batch", batch), new("training.rate", rate), new("model.resolution", side),
    new("training.evaluateEvery", "1 epoch"), new("run.logEvery", "1 step"), new("run.keepCheckpoints", "1000"), new("model.headInitialisation", "normal"), new("run.samples", "0"),
];
Measurements measurements = new(Path.Combine(work, "measurements.json"));
int count = int.Parse(seeds, CultureInfo.InvariantCulture);
ImageDataset data = ImageDataset.Open(path);
for (int seed = 1; seed <= count; seed++)
{
    foreach (Variant variant in Variant.All)
    {
        string run = Path.Combine(work, $"{variant.Name}-{seed}");
        Recipe recipe = Recipe.Named("seed").With([.. common, new("run.seed", $"{seed}"), new("model.name", variant.OwnUnits ? weights : scaled), .. variant.OwnUnits ? [] : new[] { KeyValuePair.Create("model.freeze", ScaledNetwork.Layer + ".*") }, .. variant.Settings]);
        Training.Run(recipe, path, run, variant.Interrupted);
        foreach (Question question in variant.Questions)
        {
            measurements.Ask($"{question.Name}/{seed}", () => question.Answer(run, data));
        }
        Console.Error.WriteLine($"{DateTime.Now:HH:mm:ss} {variant.Name}, seed {seed}: {string.Join(", ", variant.Questions.Select(question => $"{question.Name} {measurements[$"{question.Name}/{seed}"]:0.000}"))}");
    }
}
PriceTable.Write(measurements, count, Console.Out);
return 0;
